// Settings that are understood but not modelled: whoever asks for one is told, instead of getting the
// results of another.
#include "platform/configuration/scenario_loader.h"

namespace trapline {

void refuse_unmodelled(const scenario& s, const setting_reader& in) {
  if (s.kind == platform_kind::native && s.processors > 1)
    in.look("platform.processors")
        .fail("is " + std::to_string(s.processors) + " without a monitor: not modelled yet",
              "use 1, or a hybrid platform");
  const resolved_setting floppy = in.look("platform.floppy_mechanics");
  if (s.kind != platform_kind::native && floppy.given())
    floppy.fail("is \"" + floppy.text +
                    "\", but under a monitor the virtual machines' floppies are images without a drive",
                "leave it out, or use platform.kind = \"native\"");
  if (s.service_os.background != background_kind::none && s.kind != platform_kind::hybrid)
    in.look("service_os.background")
        .fail("is not 0, but there is no service OS", "platform.kind = \"hybrid\" has one");
}

void refuse_unmodelled(const vm_settings& vm, std::span<const std::string> names, const setting_reader& in,
                       platform_kind kind) {
  if (vm.injection == injection_kind::stack_tweak && kind != platform_kind::hybrid)
    in.look("vm.*.injection", names)
        .fail("is \"stack_tweak\": only a hypervisor (platform.kind = \"hybrid\") does that",
              "use \"event\"");
  const resolved_setting ticks = in.look("vm.*.tick_policy", names);
  if (kind == platform_kind::native && ticks.given())
    ticks.fail("is \"" + ticks.text + "\", but without a monitor no tick is missed", "leave it out");
}

}  // namespace trapline
