/// Results of a made-up run in which the PIT is where the caller says and the UART in the service OS,
/// with the costs of the shipped Prescott profile.
#pragma once

#include <string>

#include "models/costs/profile_summary.h"
#include "sim/results/results.h"

namespace trapline::testing {

inline access_record path_record(const cost_profile& p, bool in_hypervisor) {
  access_record r;
  const auto add = [&](block in, std::initializer_list<step> steps) {
    for (const step s : steps) r.add(in, s, p.of(s).mean);
  };
  add(202, {step::hardware_exit, step::save_registers, step::vmread, step::decode_exit});
  add(203, {step::lookup_port});
  if (in_hypervisor) {
    add(204, {step::device_model_hypervisor});
    add(205, {step::write_back, step::check_interrupts, step::restore_registers, step::hardware_entry});
    return r;
  }
  add(206, {step::build_request, step::notify, step::switch_to_service_os});
  add(207, {step::upcall, step::wake_device_model, step::syscalls, step::route_request});
  add(208, {step::device_model_service_os});
  add(209, {step::feedback});
  add(210, {step::switch_back});
  add(211, {step::complete_request, step::check_interrupts, step::restore_registers, step::hardware_entry,
            step::refill});
  return r;
}

inline results sample_results(const std::string& pit_place) {
  const cost_profile p = cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
  run_statistics run{all_steps};
  for (int i = 0; i < 1000; ++i)
    run.path({"a", pit_place, "pit", direction::in}).accesses.fold(path_record(p, pit_place == "hypervisor"));
  for (int i = 0; i < 200; ++i)
    run.path({"a", "service_os", "uart", direction::out}).accesses.fold(path_record(p, false));
  run.exit("a", "io").away.add(cycles{8135});
  run.exit("a", "hlt").away.add(cycles{100'000});
  interrupt_statistics& tick = run.interrupt("a", "pit", "event");
  tick.raised = 3;
  tick.delivered = 2;
  tick.merged = 1;
  access_record injected;
  injected.add(302, step::event_injection, cycles{171});
  injected.add(303, step::hardware_vectoring, cycles{450});
  tick.to_handler.fold(injected);
  tick.to_eoi.fold(injected);
  tick.story.fold(injected);

  results r;
  r.version = "0.9.0";
  r.engine = "unicorn 2.0.1";
  r.systemc = "2.3.4";
  r.scenario = {{"platform.kind", std::string{"hybrid"}},
                {"seed", std::int64_t{1}},
                {"service_os.background", 0.25},
                {"quiet", true}};
  r.profile = summary_of(p);
  r.time_ns = 1'000'000;
  r.instructions = 12'345;
  r.end = "guest_exit";
  vm_result vm;
  vm.name = "a";
  vm.guest = "ports";
  vm.placement = {{"pit", pit_place}, {"uart", "service_os"}};
  vm.instructions = 12'345;
  vm.end_reason = "exit";
  vm.ended_well = true;
  vm.serial_sha256 = "e3b0c442";
  vm.serial_text = "hello\n";
  r.vms.push_back(vm);
  r.processors.push_back({"cpu0", 600, 200, 100, 100, 1000});
  r.wall_s = 0.5;
  r.peak_rss_bytes = 1'000'000;
  r.take(run);
  return r;
}

}  // namespace trapline::testing
