// What a VM runs: a guest of the catalogue, or files of the scenario's own, or both.
#include <algorithm>
#include <fstream>

#include "platform/configuration/file_name.h"
#include "platform/configuration/scenario_loader.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

using loaders::load_kind;

/// Firmware that boots from what it finds, for a VM that is given a disk and nothing to boot it.
constexpr const char* firmware_guest = "firmware";
constexpr duration limit_of_own_files = duration::s(60);
constexpr std::uint64_t memory_of_own_files = 64 << 20;

guest_description from_catalogue(const resolved_setting& setting, setting_reader& in,
                                 const data_files& data) {
  const bool path = setting.text.find('/') != std::string::npos || setting.text.ends_with(".toml");
  try {
    fs::path toml = path ? beside_its_source(setting, setting.text) : data.find_guest(setting.text);
    std::error_code ignored;
    if (fs::is_directory(toml, ignored)) toml /= "guest.toml";
    in.opened("a guest's description", toml);
    return load_guest(toml, data.guest_folders(toml));
  } catch (const config_error& wrong) {
    if (!wrong.where().file.empty()) throw;
    throw config_error{setting.origin.where, setting.key, wrong.what(), ""};
  }
}

guest_description without_guest(const data_files& data, bool needs_firmware) {
  guest_description guest;
  if (needs_firmware) guest = default_firmware(data);
  guest.name = "files";
  guest.description = "files named by the scenario";
  guest.memory_bytes = memory_of_own_files;
  guest.limit = limit_of_own_files;
  return guest;
}

}  // namespace

guest_file checked_file(const resolved_setting& setting) {
  const fs::path path = beside_its_source(setting, setting.text);
  std::error_code error;
  if (!fs::exists(path, error))
    setting.fail("there is no file \"" + path.string() + "\"", "name one that there is");
  if (!fs::is_regular_file(path, error))
    setting.fail("\"" + path.string() + "\" is not a file", "name an image file");
  if (!std::ifstream{path}) setting.fail("\"" + path.string() + "\" cannot be read", "check its permissions");
  if (fs::file_size(path, error) == 0)
    setting.fail("\"" + path.string() + "\" is empty", "name an image file");
  return {path.filename().string(), path};
}

guest_description default_firmware(const data_files& data, bool files_may_be_missing) {
  const fs::path toml = data.find_guest(firmware_guest);
  guest_description guest = load_guest(toml, data.guest_folders(toml), files_may_be_missing);
  guest.disk.reset();
  guest.floppy.reset();
  guest.expected_serial.reset();
  return guest;
}

guest_description load_vm_guest(setting_reader& in, std::span<const std::string> names,
                                const data_files& data) {
  struct own_file {
    const char* key;
    std::optional<guest_file> guest_description::*in_guest;
  };
  constexpr own_file own_files[]{
      {"vm.*.bios", &guest_description::bios},     {"vm.*.vga_bios", &guest_description::vga_bios},
      {"vm.*.rom", &guest_description::rom},       {"vm.*.kernel", &guest_description::kernel},
      {"vm.*.initrd", &guest_description::initrd}, {"vm.*.disk", &guest_description::disk},
      {"vm.*.floppy", &guest_description::floppy}};
  const auto names_one = [&](const char* key) { return !in.look(key, names).text.empty(); };
  const bool has_image = names_one("vm.*.bios") || names_one("vm.*.rom") || names_one("vm.*.kernel");
  const bool has_disk = names_one("vm.*.disk") || names_one("vm.*.floppy");

  const resolved_setting named = in.look("vm.*.guest", names);
  if (named.text.empty() && !has_image && !has_disk)
    named.fail("nothing to run", "name a guest, or a kernel, rom, bios, disk or floppy");
  guest_description guest =
      named.text.empty() ? without_guest(data, !has_image) : from_catalogue(named, in, data);
  in.record(named.key, guest.name, named.text, named.origin.text());

  bool changed = false;
  for (const own_file& own : own_files) {
    const resolved_setting setting = in.look(own.key, names);
    if (!setting.given()) continue;
    changed = true;
    (guest.*own.in_guest).reset();
    if (!setting.text.empty()) guest.*own.in_guest = checked_file(setting);
    in.record(setting.key, setting.value(), setting.text, setting.origin.text());
  }
  const resolved_setting cmdline = in.look("vm.*.cmdline", names);
  if (cmdline.given()) {
    changed = true;
    guest.cmdline = cmdline.text;
    in.record(cmdline.key, cmdline.value(), cmdline.text, cmdline.origin.text());
  }
  // What the catalogue promises of the output holds for its own files only.
  if (changed) guest.expected_serial.reset();

  if (names_one("vm.*.kernel")) {
    if (guest.load != load_kind::flat) guest.load.reset();
  } else if (names_one("vm.*.rom")) {
    guest.load = load_kind::rom;
  } else if (names_one("vm.*.bios")) {
    guest.load = load_kind::bios;
  }
  const bool bootable = guest.load == load_kind::bios  ? guest.bios.has_value()
                        : guest.load == load_kind::rom ? guest.rom.has_value()
                                                       : guest.kernel.has_value();
  if (!bootable) named.fail("nothing is left to run", "name a kernel, a rom or a bios");
  const bool takes_arguments =
      !guest.load || guest.load == load_kind::linux_boot || guest.load == load_kind::multiboot;
  for (const char* key : {"vm.*.initrd", "vm.*.cmdline"})
    if (names_one(key) && !takes_arguments)
      in.look(key, names).fail("is for a kernel, and there is none", "name one (vm.kernel), or leave it out");
  return guest;
}

}  // namespace trapline
