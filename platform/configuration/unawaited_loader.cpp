// Writes that a VM does not wait for: which ports and addresses, and what becomes of them.
#include <algorithm>
#include <charconv>

#include "platform/configuration/scenario_loader.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

constexpr std::uint64_t last_port = 0xffff;
constexpr vmm::address_range vga_window{vmm::ioreq_kind::memory, 0xa0000, 0xbffff};

/// "3C0h"; nothing for anything else.
std::optional<std::uint64_t> port_of(std::string_view text) {
  if (!text.ends_with('h') && !text.ends_with('H')) return std::nullopt;
  text.remove_suffix(1);
  std::uint64_t n = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), n, 16);
  if (error != std::errc{} || rest != text.data() + text.size() || n > last_port) return std::nullopt;
  return n;
}

void add_ranges(std::vector<vmm::address_range>& all, const resolved_setting& setting,
                const std::string& word) {
  if (word == "vga_memory") return all.push_back(vga_window);
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
  known.emplace_back("vga_memory");
  const auto meant = nearest(word, known);
  setting.fail("has \"" + word + "\", which is no port and no device",
               meant ? "did you mean \"" + *meant + "\"?"
                     : "ports such as \"70h\" or \"3C0h-3DFh\", devices' names and vga_memory are needed");
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

/// Results name the key only where it is set: without it nothing is different.
resolved_setting read_if_given(setting_reader& in, const std::string& key,
                               std::span<const std::string> names) {
  resolved_setting found = in.look(key, names);
  if (found.given()) in.record(found.key, found.value(), found.text, found.origin.text());
  return found;
}

}  // namespace

vmm::unawaited_writes load_unawaited(setting_reader& in, std::span<const std::string> names,
                                     platform_kind kind) {
  const resolved_setting buffered = read_if_given(in, "vm.*.buffered_writes", names);
  const resolved_setting events = read_if_given(in, "vm.*.io_events", names);
  const resolved_setting threads = read_if_given(in, "vm.*.io_threads", names);
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
