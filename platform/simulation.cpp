#include "platform/simulation.h"

#include <sys/resource.h>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <systemc>

#include "models/bus/time_bridge.h"
#include "models/costs/profile_summary.h"
#include "models/costs/spread.h"
#include "models/processor/engine/self_test.h"
#include "platform/configuration/instruction_costs.h"
#include "platform/fatal_signals.h"
#include "platform/firmware_phase.h"
#include "platform/hosted_platform.h"
#include "platform/hybrid_platform.h"
#include "platform/machine/result_parts.h"
#include "platform/native_platform.h"
#include "platform/run_loop.h"
#include "platform/running_system.h"
#include "platform/translation_cache.h"
#include "platform/turning_point.h"
#include "platform/version.h"
#include "platform/wait_skipping.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

/// Everything that a simulation is made of, in the order of its making.
struct assembly {
  std::deque<loaded_guest> guests;
  timing::instruction_timing costs;
  run_measurement measurement;
  std::unique_ptr<platform> machine;
  std::optional<turning_point> turn;
  std::unique_ptr<running_system> running;
};

std::unique_ptr<platform> assemble(const scenario& s, assembly& a) {
  if (s.kind == platform_kind::native)
    return std::make_unique<native_platform>(s, a.guests.front(), a.costs, a.measurement);
  if (s.kind == platform_kind::hosted)
    return std::make_unique<hosted_platform>(s, a.guests, a.costs, a.measurement);
  return std::make_unique<hybrid_platform>(s, a.guests, a.costs, a.measurement);
}

/// How much of the order between processors is taken on trust: tests have it checked, or lean on none of it.
processor::order_rule order_rule_of_environment() {
  const char* const value = std::getenv("TRAPLINE_ORDER");
  const std::string_view rule = value == nullptr ? "" : value;
  if (rule.empty()) return processor::order_rule::trusted;
  if (rule == "checked") return processor::order_rule::checked;
  if (rule == "lockstep") return processor::order_rule::lockstep;
  throw config_error({}, "TRAPLINE_ORDER", "is \"" + std::string{rule} + "\"", "\"checked\" or \"lockstep\"");
}

host_section host_since(std::chrono::steady_clock::time_point began) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  return {wall.count(), static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

/// What a guest that has not ended is called when the simulation has.
std::string reason_for(const std::string& end) {
  if (end == "no_boot") return "not_started";
  if (end == "guest_stuck") return "halted_for_ever";
  return end == "crashed" ? "interrupted" : end;
}

/// All but how it ended, its processors and its host.
results results_of(const scenario& s, assembly& a) {
  results r;
  r.version = version;
  r.engine = engine::engine_version();
  r.systemc = systemc_version;
  r.scenario = s.resolved;
  r.profile = summary_of(a.turn->current().profile);
  a.machine->report_to(r);
  if (firmware_boot* const firmware = a.machine->firmware()) firmware->report_to(r);
  for (const vm_result& vm : r.vms) r.instructions += vm.instructions;
  a.measurement.report_to(r);
  a.running->report_to(r);
  return r;
}

results results_so_far(const scenario& s, assembly& a) {
  results r = results_of(s, a);
  r.end = "snapshot";
  add_processors_so_far(a.machine->machine(), r);
  return r;
}

/// Reads the guests' files and puts the machine together.
void prepare(const scenario& s, run_control& control, assembly& a) {
  for (const vm_settings& vm : s.vms) a.guests.emplace_back(vm);
  a.machine = assemble(s, a);
  a.machine->order().follow(order_rule_of_environment());
  a.machine->use_threads(control.threads);
  for (record_listener* l : control.listeners) a.measurement.room().subscribe(*l);
  if (!control.listeners.empty()) a.machine->tell_processors(a.measurement.room());
  a.turn.emplace(s, take_standing_point(), *a.machine);
  a.measurement.on_region = [&a](instant at) { a.turn->region_began(at); };
  control.look_now = [] { sc_core::sc_pause(); };
  if (control.at_serial_line != nullptr) a.machine->connect(*control.at_serial_line);
  if (control.listener != nullptr) a.machine->tell(*control.listener);
  if (control.recorder != nullptr) a.machine->tell(*control.recorder);
  a.running =
      std::make_unique<running_system>(s, *a.machine, control, [&s, &a] { return results_so_far(s, a); });
}

/// @return why it ended.
std::string run(const scenario& s, run_control& control, assembly& a) {
  if (control.listener != nullptr) control.listener->run_begins();
  if (firmware_boot* const firmware = a.machine->firmware()) {
    const std::string why = run_firmware(*firmware, *a.machine, s.firmware_limit, control);
    if (!why.empty()) return why;
    a.machine->begin(bus::kernel_now());
    a.turn->count_from(bus::kernel_now());
    firmware->go_on();
  }
  a.running->begin(bus::kernel_now());
  return run_loop{*a.machine, a.running->panel(), *a.turn, control, a.running->limit()}.run();
}

}  // namespace

void prepare_simulations() {
  engine::self_test();
  multipliers(spread_class::fixed);
}

results simulate(const scenario& s, run_control& control) {
  const auto began = std::chrono::steady_clock::now();
  engine::self_test();
  open_translation_cache();
  choose_wait_skipping();
  if (s.memory == memory_model::detailed && !engine::x86_core::can_time_memory())
    throw config_error({}, "processor.memory_model",
                       "is \"detailed\", for which " + engine::engine_version() + " does not tell enough",
                       "\"fast\", or Unicorn 2.0.1 (Debian 12's)");
  // The kernel's notes ("stopped by user") are no news to anybody.
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  // Never destroyed: guests that stand still have frames on their stacks that nothing can unwind.
  static assembly* const a = new assembly{{}, instruction_costs_of(s.profile, s.memory), {}, {}, {}, {}};
  try {
    prepare(s, control, *a);
  } catch (...) {
    for (loaded_guest& g : a->guests) g.give_up_outputs();
    throw;
  }

  std::string end;
  if (const int signal = until_fatal_signal([&] { end = run(s, control, *a); }); signal != 0) {
    end = "crashed";
    control.crash = signal_name(signal);
    a->machine->give_up_running("crashed");
  } else {
    save_translation_cache();
  }
  a->machine->give_up(reason_for(end));
  results r = results_of(s, *a);
  r.end = end;
  add_processors(a->machine->machine(), r);
  for (loaded_guest& g : a->guests)
    for (devices::disk_image* image : g.images())
      if (!image->flush() || !image->fault().empty()) control.faults.push_back(image->fault());
  for (loaded_guest& g : a->guests)
    for (std::string& fault : g.finish_outputs()) control.faults.push_back(std::move(fault));
  static_cast<host_section&>(r) = host_since(began);
  return r;
}

}  // namespace trapline
