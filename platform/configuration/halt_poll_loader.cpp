// What becomes of a VM's thread while its guest is halted.
#include "platform/configuration/scenario_loader.h"

namespace trapline {

std::optional<vmm::halt_poll_settings> load_halt_poll(setting_reader& in, std::span<const std::string> names,
                                                      platform_kind kind) {
  const resolved_setting most = in.read_if_given("vm.*.halt_poll", names);
  if (most.given() && kind != platform_kind::hosted)
    most.fail("is " + most.text +
                  ": only a hosted monitor's VMs (platform.kind = \"hosted\") have threads that sleep",
              "leave it out");
  const auto detail = [&](const char* key) {
    const resolved_setting found = in.read_if_given(key, names);
    if (found.given() && !most.given())
      found.fail("is " + found.text + ", but nothing polls", "vm.halt_poll is needed");
    return found.number;
  };
  const std::uint64_t grow = detail("vm.*.halt_poll_grow"), start = detail("vm.*.halt_poll_grow_start"),
                      shrink = detail("vm.*.halt_poll_shrink");
  if (!most.given()) return std::nullopt;
  return vmm::halt_poll_settings{duration::ps(most.number), grow, duration::ps(start), shrink};
}

}  // namespace trapline
