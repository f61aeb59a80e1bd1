// One VM's part of a scenario: everything but its guest, its places and its input.
#include <array>
#include <chrono>

#include "platform/configuration/scenario_loader.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace {

constexpr std::uint64_t page_bytes = 4096;

std::optional<std::uint32_t> digits(std::string_view text, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

}  // namespace

calendar_time parse_calendar(const resolved_setting& setting) {
  const std::string& text = setting.text;
  const auto wrong = [&]() {
    setting.fail("is \"" + text + "\"", "a date such as \"2005-12-10 12:00:00\" from 1980 to 2079 is needed");
  };
  constexpr std::string_view shape = "dddd-dd-dd dd:dd:dd";
  if (text.size() != shape.size()) wrong();
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] != 'd' && text[i] != shape[i] && !(i == 10 && text[i] == 'T')) wrong();
  const std::array parts{digits(text, 0, 4),  digits(text, 5, 2),  digits(text, 8, 2),
                         digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)};
  for (const auto& part : parts)
    if (!part) wrong();
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*parts[0])},
                                         std::chrono::month{*parts[1]}, std::chrono::day{*parts[2]}};
  if (!date.ok() || *parts[0] < 1980 || *parts[0] > 2079 || *parts[3] > 23 || *parts[4] > 59 ||
      *parts[5] > 59)
    wrong();
  return {static_cast<std::uint16_t>(*parts[0]), static_cast<std::uint8_t>(*parts[1]),
          static_cast<std::uint8_t>(*parts[2]),  static_cast<std::uint8_t>(*parts[3]),
          static_cast<std::uint8_t>(*parts[4]),  static_cast<std::uint8_t>(*parts[5])};
}

namespace {

void tell_of_files(const vm_settings& vm, setting_reader& in) {
  const guest_description& g = vm.guest;
  const auto tell = [&](const char* key, const std::optional<guest_file>& file, disk_mode mode) {
    if (file) in.opened("vm." + vm.name + "." + key, file->path, mode == disk_mode::writable);
  };
  tell("bios", g.bios, disk_mode::read_only);
  tell("vga_bios", g.vga_bios, disk_mode::read_only);
  tell("rom", g.rom, disk_mode::read_only);
  tell("kernel", g.kernel, disk_mode::read_only);
  tell("initrd", g.initrd, disk_mode::read_only);
  tell("disk", g.disk, vm.disk);
  tell("floppy", g.floppy, vm.floppy);
  tell("expected serial output", g.expected_serial, disk_mode::read_only);
}

}  // namespace

vm_settings load_vm(setting_reader& in, std::span<const std::string> names, const resolved_setting& kind,
                    const data_files& data) {
  vm_settings vm;
  vm.name = names.front();
  vm.guest = load_vm_guest(in, names, data);
  const resolved_setting memory = in.look("vm.*.memory", names);
  vm.memory_bytes = memory.given() ? memory.number : vm.guest.memory_bytes;
  if (vm.memory_bytes % page_bytes != 0)
    memory.fail("is " + size_text(vm.memory_bytes), "a multiple of 4 KiB is needed");
  in.record(memory.key, size_text(vm.memory_bytes), size_text(vm.memory_bytes),
            memory.given() ? memory.origin.text() : "the guest");
  vm.with = load_cards(in, names);
  vm.with.disk = vm.guest.disk.has_value();
  vm.with.local_apic = in.read("vm.*.local_apic", names).number == 1;
  vm.with.test_device = in.read("vm.*.test_device", names).number == 1;
  load_places(vm, in, names, kind, data);
  vm.injection = static_cast<injection_kind>(in.read("vm.*.injection", names).number);
  vm.triple_fault_resets = in.read("vm.*.triple_fault", names).number == 0;
  vm.tick_policy = in.read("vm.*.tick_policy", names).text;
  vm.unawaited = load_unawaited(in, names, static_cast<platform_kind>(kind.number));
  vm.halt_poll = load_halt_poll(in, names, static_cast<platform_kind>(kind.number));
  vm.disk = static_cast<disk_mode>(in.read("vm.*.disk_mode", names).number);
  vm.floppy = static_cast<disk_mode>(in.read("vm.*.floppy_mode", names).number);
  tell_of_files(vm, in);
  if (const resolved_setting rtc = in.read("vm.*.rtc", names); rtc.text != "machine")
    vm.rtc = parse_calendar(rtc);
  vm.input = load_input(in, names);
  return vm;
}

}  // namespace trapline
