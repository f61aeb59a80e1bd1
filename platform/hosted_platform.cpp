#include "platform/hosted_platform.h"

#include "models/bus/time_bridge.h"
#include "platform/configuration/scenario_parameters.h"

namespace trapline {

namespace {

hosted::crossing crossing_between(place from, place to) {
  if (from == place::user) return hosted::crossing::system_call;
  if (to == place::user) return hosted::crossing::signal;
  return hosted::crossing::module_call;
}

}  // namespace

hosted_platform::hosted_platform(const scenario& s, std::deque<loaded_guest>& guests,
                                 const engine::instruction_costs& costs, run_measurement& m)
    : monitored_platform{s, guests},
      costs_{costs},
      vmm_{scheduler_for(s), cost_sampler{s.profile, s.seed, s.costs_spread}, m.room(),
           s.host_context == vmm_context::own} {
  for (processor::physical_processor& cpu : machine_.processors) vmm_.own(cpu);
  vmm_.set_physical_controller(machine_.devices.controller());
  set_lookahead(vmm_.costs(), {step::hardware_exit, step::run_loop});
  region(monitor_memory_bytes);
  populate(vmm_.host(), guests, costs, m);
}

std::vector<vm_surroundings::location> hosted_platform::make_places() {
  return {{place::kernel, vmm_.timers().add(), to_kernel_models_},
          {place::host_os, vmm_.host().timers().add(), to_host_os_models_},
          {place::user, vmm_.user().timers().add(), to_user_models_}};
}

guest_domain hosted_platform::make_domain(vmm::virtual_machine& vm, const vm_settings& settings) {
  hosted::vm_thread& thread = threads_.emplace_back(vmm_, vm, costs_);
  share(thread, settings);
  keep_timers_for(thread);
  if (settings.halt_poll) thread.sleeps(*settings.halt_poll);
  vmm_.add(thread);
  add_io_threads(thread, settings);
  return {thread, thread.cpu(), thread.interrupt_input()};
}

void hosted_platform::add_io_threads(hosted::vm_thread& of, const vm_settings& settings) {
  const vmm::unawaited_writes& writes = settings.unawaited;
  of.machine().unseen.serve(writes.buffered, vmm::write_ring::kvm_room);
  std::vector<std::vector<vmm::address_range>> groups;
  if (writes.thread_each)
    for (const vmm::address_range& one : writes.events) groups.push_back({one});
  else if (!writes.events.empty())
    groups.push_back(writes.events);
  // Its device models may do something for it on another processor at any time.
  of.machine().attended = of.machine().attended || !groups.empty();
  for (std::size_t n = 0; n < groups.size(); ++n) {
    hosted::io_thread& thread =
        io_threads_.emplace_back(vmm_, of.machine(), settings.name + " I/O thread " + std::to_string(n));
    share(thread, settings);
    thread.begin_at_home();
    of.signals(groups[n], thread);
  }
}

vmm::line_crossing& hosted_platform::across(place from, place to, devices::line_sink& end) {
  return crossings_.emplace_back(vmm_.host(), crossing_between(from, to), end);
}

}  // namespace trapline
