// Writes that a VM does not wait for: which ports and addresses, and what becomes of them.
#include <algorithm>
#include <charconv>

#include "models/vmm/board/counted_name.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

constexpr std::uint64_t last_port = 0xffff;

/// "3C0h"; nothing for anything else.
std::optional<std::uint64_t> port_of(std::string_view text) {
  if (!text.ends_with('h') && !text.ends_with('H')) return std::nullopt;
  text.remove_suffix(1);
  std::uint64_t n = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), n, 16);
  if (error != std::errc{} || rest != text.data() + text.size() || n > last_port) return std::nullopt;
  return n;
}

/// As results name accesses to the memory of those devices that have any.
std::vector<std::string> names_of_memories() {
  std::vector<std::string> all;
  for (const device_kind& kind : device_kinds())
    if (!memory_of(kind).empty()) all.push_back(vmm::memory_of(kind.name));
  return all;
}

void add_ranges(std::vector<vmm::address_range>& all, const resolved_setting& setting,
                const std::string& word) {
  const std::string device = vmm::device_counted_as(word);
  if (const device_kind* kind = device_kind_named(device);
      kind != nullptr && device != word && !memory_of(*kind).empty()) {
    for (const devices::memory_window& w : memory_of(*kind))
      all.push_back({vmm::ioreq_kind::memory, w.first, w.first + w.bytes - 1});
    return;
  }
  if (const device_kind* kind = device_kind_named(word)) {
    for (const devices::port_window& w : ports_of(*kind))
      all.push_back({vmm::ioreq_kind::port, w.first_port, std::uint64_t{w.first_port} + w.count - 1});
    return;
  }
  const std::size_t dash = word.find('-');
  const auto first = port_of(word.substr(0, dash));
  const auto last = dash == word.npos ? first : port_of(word.substr(dash + 1));
  if (first && last && *first <= *last) return all.push_back({vmm::ioreq_kind::port, *first, *last});
  std::vector<std::string> known = device_names();
  const std::vector<std::string> memories = names_of_memories();
  known.insert(known.end(), memories.begin(), memories.end());
  const auto meant = nearest(word, known);
  std::string needed = "ports such as \"70h\" or \"3C0h-3DFh\", devices' names, or of their memory";
  for (const std::string& m : memories) needed += " " + m;
  setting.fail("has \"" + word + "\", which is no port and no device",
               meant ? "did you mean \"" + *meant + "\"?" : needed + " are needed");
}

std::vector<vmm::address_range> ranges_of(const resolved_setting& setting) {
  std::vector<vmm::address_range> all;
  std::string word;
  for (const char c : setting.text + " ") {
    if (c != ' ' && c != ',') {
      word += c;
      continue;
    }
    if (!word.empty()) add_ranges(all, setting, word);
    word.clear();
  }
  return all;
}

}  // namespace

vmm::unawaited_writes load_unawaited(setting_reader& in, std::span<const std::string> names,
                                     platform_kind kind) {
  const resolved_setting buffered = in.read_if_given("vm.*.buffered_writes", names);
  const resolved_setting events = in.read_if_given("vm.*.io_events", names);
  const resolved_setting threads = in.read_if_given("vm.*.io_threads", names);
  if (kind == platform_kind::native && !buffered.text.empty())
    buffered.fail("is \"" + buffered.text + "\", but without a monitor every write reaches its device",
                  "leave it out");
  if (kind != platform_kind::hosted && !events.text.empty())
    events.fail(
        "is \"" + events.text + "\": only a hosted monitor (platform.kind = \"hosted\") has I/O events",
        "leave it out");
  if (events.text.empty() && threads.given())
    threads.fail("is \"" + threads.text + "\", but no write has an I/O event", "vm.io_events is needed");
  return {ranges_of(buffered), ranges_of(events), threads.number == 1};
}

}  // namespace trapline
