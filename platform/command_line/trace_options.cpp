#include "platform/command_line/trace_options.h"

#include <algorithm>
#include <charconv>

#include "models/vmm/board/counted_name.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace {

[[noreturn]] void wrong(const std::string& option, const std::string& value, const std::string& what,
                        const std::string& right) {
  throw config_error{{"command line"}, option, "\"" + value + "\" " + what, right};
}

void check_known(const std::string& option, const std::optional<std::string>& name,
                 const std::vector<std::string>& known) {
  if (name && std::ranges::find(known, *name) == known.end())
    wrong(option, *name, "is not in this scenario", suggestion(*name, known));
}

/// As the results name them.
std::vector<std::string> devices_of(const scenario& s) {
  std::vector<std::string> all{"none"};
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  };
  for (const vm_settings& vm : s.vms)
    for (const auto& [device, where] : vm.places) {
      add(device);
      const device_kind* const kind = device_kind_named(device);
      if (kind == nullptr || !memory_of(*kind).empty()) add(vmm::memory_of(device));
    }
  return all;
}

std::uint64_t count_from(const std::string& text) {
  std::uint64_t n = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || rest != text.data() + text.size() || n == 0)
    wrong("--count", text, "is no number of accesses", "1 or more");
  return n;
}

instant from_of(const std::string& text) {
  const auto time = parse_time(text);
  if (!time) wrong("--from", text, "is no time", "a number with its unit, such as \"20 ms\"");
  return instant{} + *time;
}

}  // namespace

trace_filter trace_filter_of(const trace_request& asked, const scenario& s) {
  std::vector<std::string> vms;
  for (const vm_settings& vm : s.vms) vms.push_back(vm.name);
  check_known("--vm", asked.vm, vms);
  if (s.kind != platform_kind::native) check_known("--device", asked.device, devices_of(s));
  trace_filter filter;
  filter.device = asked.device;
  filter.vm = asked.vm;
  filter.interrupts = asked.interrupts;
  if (asked.from) filter.from = from_of(*asked.from);
  if (asked.count) filter.count = count_from(*asked.count);
  return filter;
}

}  // namespace trapline
