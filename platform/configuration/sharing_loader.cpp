// How domains share the processors: weights, and which processors each may use.
#include "platform/configuration/scenario_loader.h"

namespace trapline {

namespace {

/// What a "processors" key says. @throws config_error unless something of it is among the usable ones.
vmm::processor_set processors_of(const resolved_setting& setting, vmm::processor_set usable,
                                 const std::string& right) {
  if (setting.text.empty()) return usable;
  const vmm::processor_set wanted{setting.number};
  if (!wanted.without(usable).empty()) setting.fail("is \"" + setting.text + "\"", right);
  return wanted;
}

std::string range_text(std::uint32_t processors) {
  return processors == 1 ? "0" : "0 to " + std::to_string(processors - 1);
}

}  // namespace

void load_sharing(scenario& s, setting_reader& in) {
  service_os_settings& os = s.service_os;
  os.weight = static_cast<std::uint32_t>(in.read("service_os.weight").number);
  const auto machine = vmm::processor_set::first(s.processors);
  const resolved_setting wanted = in.read("service_os.processors");
  if (os.processor == service_processor::own) {
    if (!wanted.text.empty())
      wanted.fail("is \"" + wanted.text + "\", but service_os.processor is \"own\", the last one",
                  "leave out one of the two");
    os.processors = vmm::processor_set::only(s.processors - 1);
    return;
  }
  os.processors = processors_of(wanted, machine, "the machine has processors " + range_text(s.processors));
}

void load_sharing(vm_settings& vm, std::span<const std::string> names, const scenario& s,
                  setting_reader& in) {
  vm.weight = static_cast<std::uint32_t>(in.read("vm.*.weight", names).number);
  vm.cap = static_cast<std::uint32_t>(in.read("vm.*.cap", names).number);
  const bool own = s.kind == platform_kind::hybrid && s.service_os.processor == service_processor::own;
  const std::uint32_t usable = own ? s.processors - 1 : s.processors;
  vm.processors = processors_of(in.read("vm.*.processors", names), vmm::processor_set::first(usable),
                                "guests can run on processors " + range_text(usable));
}

}  // namespace trapline
