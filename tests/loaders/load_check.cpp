#include "tests/loaders/load_check.h"

#include <catch2/catch.hpp>

#include "platform/loaders/memory_layout.h"
#include "tests/loaders/damage.h"
#include "tests/loaders/largest_allocation.h"

namespace trapline::loaders::test {
namespace {

/// What is unpacked grows by doubling, and is held beside the plan's copy of it.
constexpr std::size_t most_in_one_piece = 2 * damaged_vm_bytes + (1 << 20);

bool overlap(const segment& a, const segment& b) {
  return a.address < b.address + b.bytes.size() + b.zeros_after &&
         b.address < a.address + a.bytes.size() + a.zeros_after;
}

void check_plan(const load_plan& plan) {
  for (const segment& s : plan.segments) {
    const std::uint64_t n = s.bytes.size() + s.zeros_after;
    if (s.address > damaged_vm_bytes || n > damaged_vm_bytes - s.address)
      FAIL(s.what << " lies outside of the memory");
    if (s.address < hole_end && s.address + n > hole_begin) FAIL(s.what << " lies where there is no memory");
    for (const segment& other : plan.segments)
      if (&other != &s && overlap(s, other)) FAIL(s.what << " overlaps " << other.what);
  }
  for (const rom_mapping& rom : plan.roms)
    for (const rom_window& w : rom.windows)
      if (w.offset > rom.image.size() || w.bytes > rom.image.size() - w.offset)
        FAIL(rom.what << " ends in its window");
  const bool from_reset_vector = plan.kind == load_kind::bios || plan.kind == load_kind::rom;
  if (plan.entry.has_value() == from_reset_vector) FAIL("a plan with another kind's entry");
}

}  // namespace

bool makes_a_plan(const guest_files& files) {
  const largest_allocation largest;
  bool loaded = false;
  try {
    check_plan(load(files, damaged_vm_bytes));
    loaded = true;
  } catch (const load_error& e) {
    if (std::string{e.what()}.find("damaged") == std::string::npos) FAIL("which file? " << e.what());
  }
  if (largest.bytes() > most_in_one_piece) FAIL("an allocation of " << largest.bytes() << " bytes");
  return loaded;
}

unsigned load_and_check(const bytes& image, load_kind kind) {
  guest_files files;
  files.image = {"damaged", image};
  files.address = files.entry = 0x7C00;
  unsigned plans = makes_a_plan(files);
  files.load = kind;
  plans += makes_a_plan(files);
  files.unpack_kernel = false;
  files.modules = {{"damaged module", bytes(5000, 1)}};
  files.command_line = "a=b";
  files.vga_bios = image_file{"damaged vgabios", make_option_rom()};
  return plans + makes_a_plan(files);
}

}  // namespace trapline::loaders::test
