#include "tests/random_systems/simulated_system.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstdlib>
#include <exception>
#include <fstream>

#include "models/processor/engine/self_test.h"
#include "platform/configuration/data_files.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/exploration/process_pool.h"
#include "platform/simulation.h"
#include "platform/translation_cache.h"
#include "sim/results/results_json.h"
#include "tests/random_systems/random_system.h"
#include "tests/support/profile_of_ones.h"

namespace trapline::random_systems {

namespace {

using words = std::vector<std::string>;

/// Of the host's processor: the longest, whose code changes itself all the time, take one.
constexpr rlim_t most_seconds = 20;

const words common{"vm.memory=1 MiB", "vm.rtc=2005-12-10 12:00:00"};

struct kind_of_machine {
  std::uint32_t period;  ///< of the clock that kicks, which is to come a few times
  bool real_costs;       ///< or every step of the monitor takes a cycle, and the guest comes further
  words settings;
};

/// The platforms in equal parts.
const std::vector<kind_of_machine>& kinds() {
  static const std::vector<kind_of_machine> all{
      {3, true, {"platform.kind=native", "until=26 us", "vm.triple_fault=end"}},
      {4, false, {"platform.kind=hybrid", "vm.placement=hypervisor", "until=36 us"}},
      {4, false, {"platform.kind=hosted", "vm.placement=kvm", "until=36 us"}},
      {3, true, {"platform.kind=native", "until=26 us", "vm.local_apic=present", "vm.test_device=present"}},
      {4, false, {"platform.kind=hybrid", "vm.placement=service-os", "until=36 us", "vm.triple_fault=end"}},
      {4, false, {"platform.kind=hosted", "vm.placement=user", "until=36 us"}},
      {8,
       true,
       {"platform.kind=native", "until=130 us", "processor.memory_model=detailed", "vm.nic=ne2000",
        "vm.sound=sb16"}},
      {4, false, {"platform.kind=hybrid", "vm.placement=patent", "vm.injection=stack_tweak", "until=36 us"}},
      {4, false, {"platform.kind=hosted", "vm.placement=host-os", "until=36 us", "vm.local_apic=present"}},
      {3, true, {"platform.kind=native", "until=26 us", "platform.profile=skylake-2017"}},
      {20,
       true,
       {"platform.kind=hybrid", "vm.placement=xen", "until=130 us", "vms=2", "platform.processors=2",
        "platform.profile=skylake-2017", "vm.local_apic=present"}},
      {20,
       true,
       {"platform.kind=hosted", "vm.placement=kernel", "until=130 us", "vms=2",
        "platform.profile=skylake-2017"}},
  };
  return all;
}

scenario load(const words& settings, const std::string& rom) {
  scenario_request request{"hello", common, {}, nullptr};
  request.assignments.insert(request.assignments.end(), settings.begin(), settings.end());
  request.assignments.push_back("vm.rom=" + rom);
  return load_scenario(request, data_files::of_this_program()).what;
}

void write(const std::string& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                              static_cast<std::streamsize>(bytes.size()));
}

bool ends_well(const std::string& end) {
  return end == "limit" || end == "guest_exit" || end == "guest_stuck";
}

/// Where an instruction's time is known only behind it, it may pass a bound (docs/time.md).
bool is_exact(const scenario& s) { return s.memory == memory_model::fast; }

void bound_time() {
  const rlimit seconds{most_seconds, most_seconds};
  ::setrlimit(RLIMIT_CPU, &seconds);
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status))
    return WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU
               ? "has not ended in " + std::to_string(most_seconds) + " s"
               : "was ended by signal " + std::to_string(WTERMSIG(status));
  return "left with " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

simulated_systems::simulated_systems() : modes_{modes} {
  const std::string rom = testing::content_of(TRAPLINE_TEST_GUESTS "/random-system.rom");
  starter_.assign(rom.begin(), rom.end());
  ::setenv(no_translation_cache_variable, "1", 1);
  engine::self_test();
  for (const auto& [period, real_costs, settings] : kinds()) {
    machines_.push_back({period, load(settings, TRAPLINE_TEST_GUESTS "/random-system.rom")});
    if (!real_costs) machines_.back().settings.profile = testing::profile_of_ones();
  }
}

std::string simulated_systems::simulated(std::uint32_t seed, bool with_results, duration quantum) const {
  const std::string rom = (folder_.path() / (std::to_string(seed) + ".rom")).string();
  write(rom, random_system(seed, starter_, machine_of(seed).period));
  scenario s = machine_of(seed).settings;
  for (vm_settings& vm : s.vms) vm.guest.rom->path = rom;
  if (quantum > duration::ns(0)) s.quantum = quantum;
  if (is_exact(s)) ::setenv("TRAPLINE_ORDER", "checked", 1);
  run_control control;
  results r = simulate(s, control);
  std::filesystem::remove(rom);
  std::string said = control.crash.empty() ? r.end : "crashed by " + control.crash;
  if (!with_results) return said;
  static_cast<host_section&>(r) = {};
  return said + "\n" + to_json(r, json_detail::distributions).dump();
}

void simulated_systems::run(std::uint32_t first, std::uint32_t count,
                            const std::function<void(const outcome&)>& tell, bool with_results,
                            duration quantum) {
  for (std::uint32_t seed = first; seed < first + count; ++seed) {
    exploration::process_pool pool{1};
    if (pool.fork(0)) {
      bound_time();
      std::string said;
      try {
        said = simulated(seed, with_results, quantum);
      } catch (const std::exception& e) {
        said = std::string{"an exception: "} + e.what();
      }
      pool.hand_back(said);
    }
    std::vector<exploration::process_pool::ended> ended;
    while (ended.empty()) ended = pool.wait(std::chrono::seconds{1});
    const auto& [number, text, status, took] = ended.front();
    const std::size_t line = text.find('\n');
    outcome o{seed, text.substr(0, line), false, is_exact(machine_of(seed).settings),
              line == std::string::npos ? "" : text.substr(line + 1)};
    if (status != 0) o.end = how_it_ended(status);
    o.well = status == 0 && ends_well(o.end);
    tell(o);
  }
}

}  // namespace trapline::random_systems
