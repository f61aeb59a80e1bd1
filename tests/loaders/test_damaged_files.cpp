// Damaged images of every kind: a loader answers any bytes with a plan inside the memory or with a
// load_error, and takes no more memory than that. Built with the sanitizers, it also says something about
// memory errors and undefined behaviour.
#include <catch2/catch.hpp>

#include "platform/loaders/identify.h"
#include "platform/loaders/rom_image.h"
#include "tests/loaders/damage.h"
#include "tests/loaders/load_check.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

void damage_often(const bytes& good, load_kind kind, std::uint64_t seed, int times) {
  REQUIRE(load_and_check(good, kind) > 0);
  std::mt19937_64 random{seed};
  for (int i = 0; i < times; ++i) load_and_check(damaged(good, random), kind);
}

/// Edges and flipped bits in each field of the header, and the file cut off everywhere.
void damage_everywhere(const bytes& good, load_kind kind, std::size_t header, std::size_t header_end) {
  REQUIRE(load_and_check(good, kind) > 0);
  const auto check = [&](const bytes& b) { load_and_check(b, kind); };
  with_each_field_at_an_edge(good, header, header_end, check);
  with_each_bit_flipped(good, header, header_end, check);
  with_each_length(good, check);
}

bytes elf() {
  return make_elf({{0x1000000, 0xC1000000, bytes(300, 0x90), 100}, {0x1002000, 0xC1002000, bytes(50), 10}},
                  0x1000000);
}

constexpr std::size_t elf_headers_end = 52 + 2 * 32;
constexpr std::size_t setup_begin = 0x1F1, setup_end = 0x264;

}  // namespace

TEST_CASE("damaged files: bzImages") {
  damage_often(make_bzimage(xz(elf())), load_kind::linux_boot, 1, 1000);
  damage_often(make_bzimage(gzip(elf())), load_kind::linux_boot, 2, 1000);
}

TEST_CASE("damaged files: each field of a bzImage's setup header, and a bzImage of each length") {
  damage_everywhere(make_bzimage(gzip(elf())), load_kind::linux_boot, setup_begin, setup_end);
}

TEST_CASE("damaged files: a packed kernel that is damaged itself") {
  std::mt19937_64 random{3};
  for (int i = 0; i < 1000; ++i)
    load_and_check(make_bzimage(gzip(damaged(elf(), random))), load_kind::linux_boot);
}

TEST_CASE("damaged files: gzip and XZ streams, each bit and each length") {
  for (const bytes& packed : {gzip(elf()), xz(elf())}) {
    const auto check = [](const bytes& b) { load_and_check(b, load_kind::linux_boot); };
    with_each_bit_flipped(packed, 0, packed.size(), check);
    with_each_length(packed, check);
  }
}

TEST_CASE("damaged files: what unpacks to more than the memory is refused before it is all unpacked") {
  const bytes much(damaged_vm_bytes + (2 << 20));
  for (const bytes& packed : {gzip(much), xz(much)}) {
    REQUIRE(packed.size() < 1 << 20);
    CHECK(load_and_check(packed, load_kind::linux_boot) == 0);
    CHECK(load_and_check(packed, load_kind::multiboot) == 0);
    // Where the loader does not unpack it, it is up to the kernel.
    CHECK(load_and_check(make_bzimage(packed), load_kind::linux_boot) == 1);
  }
}

TEST_CASE("damaged files: ELF kernels") {
  damage_often(elf(), load_kind::linux_boot, 4, 3000);
  damage_everywhere(elf(), load_kind::linux_boot, 0, elf_headers_end);
}

TEST_CASE("damaged files: ELF kernels of segments that lie over one another") {
  std::mt19937_64 random{10};
  constexpr std::uint32_t places[] = {
      0, 0x8000, 0x10000, 0x9FFFF, 0xFFFFF, 0x100000, 0x100800, 0x101000, damaged_vm_bytes - 1};
  constexpr std::uint32_t sizes[] = {0, 1, 0x800, 0x1000, 0xF0000, damaged_vm_bytes, 0xFFFFFFFF};
  unsigned plans = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<elf_part> parts(1 + random() % 4);
    for (elf_part& p : parts) {
      p.physical = p.virtual_address = places[random() % std::size(places)];
      p.data.resize(random() % 3 * 100);
      p.zeros_after = sizes[random() % std::size(sizes)];
    }
    plans += load_and_check(make_elf(parts, parts[0].physical), load_kind::linux_boot);
  }
  CHECK(plans > 0);
}

TEST_CASE("damaged files: Multiboot kernels by their header's addresses") {
  const bytes kernel = make_multiboot_by_addresses();
  damage_often(kernel, load_kind::multiboot, 5, 3000);
  damage_everywhere(kernel, load_kind::multiboot, 0x10, 0x30);
}

TEST_CASE("damaged files: Multiboot kernels in ELF files") {
  damage_often(make_multiboot_elf(), load_kind::multiboot, 6, 3000);
  damage_everywhere(make_multiboot_elf(), load_kind::multiboot, 0, 52 + 32 + 12);
}

TEST_CASE("damaged files: ROMs and firmware") {
  const bytes rom = make_rom(64 * 1024);
  damage_often(rom, load_kind::bios, 7, 100);
  damage_often(rom, load_kind::rom, 8, 100);
  with_each_bit_flipped(rom, rom.size() - 16, rom.size(),
                        [](const bytes& b) { load_and_check(b, load_kind::rom); });
  for (const std::size_t n : {1u, 15u, 16u, 4096u, 65535u, 65537u, 266240u})
    CHECK(load_and_check(bytes(n, 0xEA), load_kind::rom) == 0);
}

TEST_CASE("damaged files: option ROMs") {
  const auto check = [](const bytes& b) {
    try {
      const rom_mapping rom = map_option_rom({"damaged", b}, vga_bios_address);
      CHECK(rom.windows.at(0).bytes == rom.image.size());
    } catch (const load_error&) {
    }
  };
  const bytes rom = make_option_rom();
  with_each_field_at_an_edge(rom, 0, 16, check);
  with_each_bit_flipped(rom, 0, rom.size(), check);
  with_each_length(rom, check);
  CHECK_THROWS_AS(map_option_rom({"damaged", bytes(1 << 20, 0x55)}, vga_bios_address), load_error);
}

TEST_CASE("damaged files: flat images") { damage_often(bytes(600, 0x90), load_kind::flat, 9, 2000); }

TEST_CASE("damaged files: flat images wherever they and their entry are") {
  unsigned plans = 0;
  for (const std::uint64_t address : edge_values)
    for (const std::uint64_t entry : edge_values) {
      guest_files files;
      files.load = load_kind::flat;
      files.image = {"damaged", bytes(600, 0x90)};
      files.address = static_cast<std::uint32_t>(address);
      files.entry = static_cast<std::uint32_t>(entry);
      plans += makes_a_plan(files);
    }
  CHECK(plans > 0);
}

TEST_CASE("damaged files: floppy and disk images given as kernels are refused, whatever is in them") {
  std::mt19937_64 random{11};
  for (const std::size_t kib : {160u, 1440u, 2000u})
    for (int i = 0; i < 20; ++i) {
      const bytes b = damaged(make_disk(kib * 1024), random);
      if (b.size() % 512 == 0) CHECK(load_and_check(b, load_kind::linux_boot) == 0);
    }
}

TEST_CASE("damaged files: random bytes of every length are identified without harm") {
  std::mt19937_64 random{12};
  for (std::size_t n = 0; n < 700; ++n) {
    bytes b(n);
    for (auto& v : b) v = static_cast<std::uint8_t>(random());
    CHECK_NOTHROW(identify(b));
    for (const load_kind kind :
         {load_kind::linux_boot, load_kind::multiboot, load_kind::bios, load_kind::flat})
      load_and_check(b, kind);
  }
}
