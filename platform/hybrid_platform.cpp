#include "platform/hybrid_platform.h"

#include <new>

#include "models/bus/time_bridge.h"
#include "platform/configuration/scenario_parameters.h"

namespace trapline {

namespace {

/// Null for none.
std::unique_ptr<arrival_process> background_of(const scenario& s) {
  constexpr duration burst_every = duration::ms(10);
  constexpr duration piece = hybrid::background_load::service_time;
  const std::uint32_t ppm = s.service_os.background_ppm;
  switch (s.service_os.background) {
    case background_kind::none:
      break;
    case background_kind::poisson:
      return std::make_unique<poisson_arrivals>(piece * 1'000'000 / ppm, ~s.seed);
    case background_kind::on_off:
      return std::make_unique<on_off_arrivals>(burst_every, ppm, piece);
  }
  return nullptr;
}

}  // namespace

hybrid_platform::hybrid_platform(const scenario& s, std::deque<loaded_guest>& guests,
                                 const engine::instruction_costs& costs, run_measurement& m)
    : monitored_platform{s, guests},
      costs_{costs},
      hypervisor_{scheduler_for(s), cost_sampler{s.profile, s.seed, s.costs_spread}, m.room()} {
  for (processor::physical_processor& cpu : machine_.processors) hypervisor_.own(cpu);
  hypervisor_.service().processors = s.service_os.processors;
  hypervisor_.service().begin_at_home();
  hypervisor_.service().weight = s.service_os.weight;
  if (!s.firmware) begin_own(instant{});
  hypervisor_.set_physical_controller(machine_.devices.controller());
  packets_ = reinterpret_cast<vmm::ioreq*>(region(hypervisor_bytes).data());
  region(service_os_bytes);
  set_lookahead(hypervisor_.costs(), {step::hardware_exit, step::save_registers, step::vmread});
  populate(hypervisor_.service(), guests, costs, m);
}

void hybrid_platform::begin_own(instant at) {
  auto arrivals = background_of(scenario_);
  if (arrivals == nullptr) return;
  add_background();
  background_->come(std::move(arrivals), at);
}

void hybrid_platform::add_background() {
  background_.emplace(hypervisor_.service(), hypervisor_.announcements().add().add(), hypervisor_.room(),
                      scenario_.profile.clock());
}

void hybrid_platform::adopt_own(const scenario& before, const scenario& next, instant now) {
  const service_os_settings &was = before.service_os, &is = next.service_os;
  hypervisor_.service().weight = is.weight;
  const bool same_load = is.background_ppm == was.background_ppm && is.background == was.background;
  if (same_load && (next.seed == before.seed || is.background == background_kind::none)) return;
  if (!background_) add_background();
  background_->come(background_of(next), now);
}

std::vector<vm_surroundings::location> hybrid_platform::make_places() {
  return {{place::hypervisor, hypervisor_.timers().add(), to_hypervisor_models_},
          {place::service_os, hypervisor_.service().timers().add(), to_service_os_models_}};
}

guest_domain hybrid_platform::make_domain(vmm::virtual_machine& vm, const vm_settings& settings) {
  vmm::ioreq& packet = *new (packets_ + domains_.size()) vmm::ioreq{};
  hybrid::guest_domain& domain = domains_.emplace_back(hypervisor_, vm, costs_, packet);
  share(domain, settings);
  keep_timers_for(domain);
  vmm::timer_queue& in_service_os = places().back().timers;
  in_service_os.kept_for(hypervisor_.service());
  domain.use_timers(in_service_os);
  vm.unseen.serve(settings.unawaited.buffered, vmm::write_ring::xen_room);
  hypervisor_.add(domain);
  return {domain, domain.cpu(), domain.interrupt_input()};
}

vmm::line_crossing& hybrid_platform::across(place from, place, devices::line_sink& end) {
  // A model near the guest drives a line that ends in the service OS: that runs for it, at any time.
  if (from == place::hypervisor) domains_.back().machine().attended = true;
  if (from == place::hypervisor)
    return to_service_os_.emplace_back(hypervisor_.service(), end, &domains_.back().machine());
  return to_hypervisor_.emplace_back(hypervisor_.service(), end);
}

}  // namespace trapline
