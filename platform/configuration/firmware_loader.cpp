// The machine's own firmware: whether it runs before anything else, and which it is.
#include <algorithm>

#include "platform/configuration/scenario_loader.h"

namespace trapline {
namespace {

/// Memory below the range that a PC's devices have.
constexpr std::uint64_t most_memory_below_devices = std::uint64_t{3} << 30;

/// Whether its first instruction is at the reset vector; a boot sector in the place of a ROM has none.
bool starts_from_a_rom(const vm_settings& vm) {
  constexpr std::uintmax_t sector = 512;
  std::error_code unknown;
  return vm.guest.load == loaders::load_kind::bios ||
         (vm.guest.load == loaders::load_kind::rom &&
          std::filesystem::file_size(vm.guest.rom->path, unknown) != sector);
}

}  // namespace

void load_firmware(scenario& s, setting_reader& in, const data_files& data) {
  const bool runs = in.read("platform.boot").number == 1;
  const resolved_setting bios = in.look("platform.bios"), limit = in.look("platform.boot_limit");
  for (const resolved_setting& one : {bios, limit})
    if (!runs && one.given())
      one.fail("is given, but platform.boot is \"chips\": no firmware runs",
               "set platform.boot = \"firmware\", or leave it out");
  if (!runs) return;
  // What a native machine starts from at its reset vector is its firmware already.
  if (s.kind == platform_kind::native && starts_from_a_rom(s.vms.front())) {
    if (bios.given())
      bios.fail("is given, but a native machine's firmware is the BIOS or ROM of its guest",
                "name it as vm.bios, or leave it out");
    return;
  }
  vm_settings& firmware = s.firmware.emplace();
  firmware.name = machine_name;
  firmware.guest = default_firmware(data, true);
  if (bios.given()) firmware.guest.bios = checked_file(bios);
  if (!firmware.guest.bios)
    bios.fail("is not given, and SeaBIOS is not installed", "name a BIOS, or install the package seabios");
  in.record("platform.bios", firmware.guest.bios->path.filename().string(),
            firmware.guest.bios->path.string(), bios.given() ? bios.origin.text() : "default");
  in.opened("platform.bios", firmware.guest.bios->path);
  if (firmware.guest.vga_bios) in.opened("the machine's VGA BIOS", firmware.guest.vga_bios->path);
  firmware.memory_bytes = s.kind == platform_kind::native
                              ? s.vms.front().memory_bytes
                              : std::min(s.memory_bytes, most_memory_below_devices);
  s.firmware_limit = duration::ps(in.read("platform.boot_limit").number);
}

}  // namespace trapline
