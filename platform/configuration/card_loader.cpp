// The cards that a scenario puts into its machines, and what is on the machine's network.
#include <algorithm>
#include <array>
#include <charconv>

#include "platform/configuration/file_name.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/network_addresses.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

constexpr std::array<unsigned, 8> irqs{3, 4, 5, 9, 10, 11, 12, 15};
constexpr std::uint64_t ports = 32;

/// A key that shows up in results only if somebody gave it, so that machines without such a card are told as ever.
resolved_setting read_if_given(setting_reader& in, const std::string& key,
                               std::span<const std::string> names) {
  resolved_setting one = in.look(key, names);
  if (one.given()) in.record(one.key, one.value(), one.text, one.origin.text());
  return one;
}

devices::mac_address parse_address(const resolved_setting& setting) {
  constexpr std::size_t characters = 17;
  devices::mac_address all{};
  bool right = setting.text.size() == characters;
  for (std::size_t i = 0; right && i < all.size(); ++i) {
    const char* digits = setting.text.data() + 3 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, all[i], 16);
    right = error == std::errc{} && end == digits + 2 && (i == 5 || *end == ':');
  }
  if (!right) setting.fail("is \"" + setting.text + "\"", "six bytes such as 02:54:52:4c:00:01 are needed");
  if ((all[0] & 1) != 0)
    setting.fail("is \"" + setting.text + "\", the address of a group", "the first byte has to be even");
  if (all == devices::mac_address{}) setting.fail("is nobody's address", "leave it out, or use another one");
  return all;
}

network_card load_network_card(setting_reader& in, std::span<const std::string> names) {
  network_card card;
  const resolved_setting port = read_if_given(in, "vm.*.nic_port", names);
  if (port.number % ports != 0) port.fail("is " + port.text, "a multiple of 32 (0x20) is needed");
  card.first_port = static_cast<std::uint16_t>(port.number);
  const resolved_setting irq = read_if_given(in, "vm.*.nic_irq", names);
  if (std::ranges::find(irqs, irq.number) == irqs.end())
    irq.fail("is " + irq.text, "an NE2000 can have 3, 4, 5, 9, 10, 11, 12 or 15");
  card.irq = static_cast<unsigned>(irq.number);
  const resolved_setting address = read_if_given(in, "vm.*.nic_address", names);
  card.address = address.given() ? parse_address(address) : devices::mac_address{};
  return card;
}

fs::path output_path(const resolved_setting& setting) {
  if (setting.text == "-") setting.fail("is standard output", "name a file");
  const fs::path path = beside_its_source(setting, setting.text);
  std::error_code error;
  if (fs::is_directory(path, error)) setting.fail("\"" + path.string() + "\" is a folder", "name a file");
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path{"."};
  if (!fs::is_directory(folder, error))
    setting.fail("there is no folder \"" + folder.string() + "\"", "name a file in a folder that there is");
  return path;
}

/// The files that devices write.
void load_outputs(cards& with, setting_reader& in, std::span<const std::string> names) {
  for (const device_kind& kind : device_kinds())
    for (const output_key& key : kind.outputs) {
      const resolved_setting one = read_if_given(in, "vm.*." + std::string{key.name}, names);
      if (one.text.empty()) continue;
      const fs::path& path = with.outputs[std::string{key.name}] = output_path(one);
      in.opened(one.key, path, true);
    }
}

/// What somebody asked of a card that is not there.
void refuse_without_card(setting_reader& in, std::span<const std::string> names) {
  for (const char* key : {"vm.*.nic_port", "vm.*.nic_irq", "vm.*.nic_address"}) {
    const resolved_setting one = in.look(key, names);
    if (one.given()) one.fail("is for a network card, and there is none", "vm.nic = \"ne2000\" is one");
  }
}

std::map<std::string, fs::path> files_in(const resolved_setting& setting, setting_reader& in) {
  const fs::path folder = beside_its_source(setting, setting.text);
  std::error_code error;
  if (!fs::is_directory(folder, error))
    setting.fail("there is no folder \"" + folder.string() + "\"", "name one that there is");
  std::map<std::string, fs::path> all;
  auto each = fs::recursive_directory_iterator{folder, error};
  for (; !error && each != fs::recursive_directory_iterator{}; each.increment(error))
    if (each->is_regular_file(error)) all[fs::relative(each->path(), folder).generic_string()] = each->path();
  if (error)
    setting.fail("\"" + folder.string() + "\" cannot be read: " + error.message(), "check its permissions");
  for (const auto& [name, path] : all) in.opened("network.files", path);
  return all;
}

void give_addresses(scenario& s, setting_reader& in) {
  std::map<devices::mac_address, std::string> owners{{station_address, "the station's"},
                                                     {machine_address, "the machine's own card's"}};
  for (std::size_t i = 0; i < s.vms.size(); ++i) {
    vm_settings& vm = s.vms[i];
    if (!vm.with.network) continue;
    devices::mac_address& own = vm.with.network->address;
    if (own == devices::mac_address{}) own = address_of_vm(i);
    const auto [other, is_new] = owners.emplace(own, "VM \"" + vm.name + "\"'s");
    const std::vector<std::string> names{vm.name};
    if (!is_new)
      in.look("vm.*.nic_address", names)
          .fail("is " + other->second + " already", "every card needs an address of its own");
  }
}

}  // namespace

cards load_cards(setting_reader& in, std::span<const std::string> names) {
  cards with;
  const resolved_setting nic = read_if_given(in, "vm.*.nic", names);
  if (nic.number != 0)
    with.network = load_network_card(in, names);
  else
    refuse_without_card(in, names);
  with.sound = static_cast<sound_card>(read_if_given(in, "vm.*.sound", names).number);
  with.video = static_cast<video_card>(read_if_given(in, "vm.*.video", names).number);
  load_outputs(with, in, names);
  if (const std::string both = conflict_between(with); !both.empty())
    nic.fail("does not go with the other devices: " + both,
             "give the network card another port or line (vm.nic_port, vm.nic_irq)");
  return with;
}

void load_network(scenario& s, setting_reader& in) {
  const resolved_setting station = read_if_given(in, "network.station", {});
  const resolved_setting files = read_if_given(in, "network.files", {});
  s.network.station = station.number == 0;
  if (!s.has_network()) {
    for (const resolved_setting& one : {station, files})
      if (one.given()) one.fail("is for a network, and no machine has a card", "vm.nic = \"ne2000\" is one");
    return;
  }
  give_addresses(s, in);
  if (!files.given()) return;
  if (!s.network.station)
    files.fail("is for the station, and network.station is \"none\"", "leave one of them out");
  s.network.files = files_in(files, in);
}

}  // namespace trapline
