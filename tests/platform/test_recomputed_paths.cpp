// Every path of every placement under every shipped profile, recomputed from the profile's steps: who is charged what,
// how often, and that nothing else is.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/costs/cost_profile.h"
#include "tests/support/tiling.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

using step_names = std::set<std::string>;

/// What an access by a path takes, by hand from figures 2 and 5.
struct expected_path {
  step_names always;     ///< once each time
  step_names by_turn;    ///< once each time that the other system has to be given the processor
  step_names by_chance;  ///< lines that change, waiting
};

const step_names hypervisor_exit{"hardware_exit", "save_registers", "vmread", "decode_exit", "lookup_port"};
const step_names hypervisor_entry{"check_interrupts", "restore_registers", "hardware_entry"};
const step_names measured{"trap", "queue", "bus", "handler", "device"};

step_names join(std::initializer_list<step_names> all) {
  step_names sum;
  for (const step_names& one : all) sum.insert(one.begin(), one.end());
  return sum;
}

const std::map<std::string, expected_path>& expected_paths() {
  static const std::map<std::string, expected_path> paths{
      {"hypervisor",
       {join({hypervisor_exit, {"device_model_hypervisor", "write_back"}, hypervisor_entry}), {}, {}}},
      {"service_os",
       {join({hypervisor_exit,
              {"build_request", "notify", "syscalls", "route_request", "device_model_service_os", "feedback",
               "complete_request"},
              hypervisor_entry}),
        {"switch_to_service_os", "upcall", "wake_device_model", "switch_back", "refill"},
        {"raise_hypercall"}}},
      {"kernel",
       {{"hardware_exit", "run_loop", "kernel_bus", "device_model_kernel", "hardware_entry"},
        {},
        {"module_call", "to_user", "user_dispatch", "ioctl_back"}}},
      {"host_os",
       {{"hardware_exit", "run_loop", "kernel_bus", "module_call", "device_model_kernel", "hardware_entry"},
        {},
        {"to_user", "user_dispatch", "ioctl_back"}}},
      {"user",
       {{"hardware_exit", "run_loop", "kernel_bus", "to_user", "user_dispatch", "device_model_user",
         "ioctl_back", "hardware_entry"},
        {},
        {}}}};
  return paths;
}

/// Ports that nobody has are asked for everywhere, the farthest place last.
std::string path_of(const json& row, const std::string& platform) {
  if (row["path"] != "unclaimed") return row["path"];
  return platform == "hybrid" ? "service_os" : "user";
}

std::uint64_t mean_of(const cost_profile& profile, const std::string& name) {
  return profile.of(step_named(name).value()).mean.count();
}

std::uint64_t sum_of(const cost_profile& profile, const step_names& names) {
  std::uint64_t sum = 0;
  for (const std::string& n : names) sum += mean_of(profile, n);
  return sum;
}

/// Without spread each step has taken its mean as often as it was charged; one that an operation has twice in a row
/// counts once.
void check_steps(const json& steps, const cost_profile& profile) {
  for (const json& s : steps) {
    const std::string name = s["step"];
    CAPTURE(name);
    if (measured.contains(name)) continue;
    const std::uint64_t mean = mean_of(profile, name), total = s["cycles"]["total"];
    CHECK(total >= mean * s["count"].get<std::uint64_t>());
    CHECK((mean == 0 ? total == 0 : total % mean == 0));
  }
}

void check_access(const json& row, const expected_path& path, const cost_profile& profile) {
  const std::uint64_t count = row["count"];
  std::map<std::string, std::uint64_t> counts;
  for (const json& s : row["steps"]) counts[s["step"]] += s["count"].get<std::uint64_t>();
  step_names always = path.always;
  if (row["device"] == "vga_memory") always.insert("full_decode");
  for (const std::string& name : always) {
    CAPTURE(name);
    CHECK(counts[name] >= count);
    if (!path.by_chance.contains(name) && row["path"] != "user") CHECK(counts[name] == count);
  }
  for (const std::string& name : path.by_turn) {
    CAPTURE(name);
    CHECK(counts[name] <= count);
    CHECK(static_cast<double>(counts[name]) >= 0.9 * static_cast<double>(count));
  }
  for (const auto& [name, times] : counts) {
    CAPTURE(name, times);
    CHECK((times == 0 || always.contains(name) || path.by_turn.contains(name) ||
           path.by_chance.contains(name) || measured.contains(name)));
  }
  check_steps(row["steps"], profile);
  for (const json& s : row["steps"])
    if (const std::string name = s["step"];
        !measured.contains(name) && !path.by_chance.contains(name) && row["path"] != "user")
      CHECK(s["cycles"]["total"] == mean_of(profile, name) * s["count"].get<std::uint64_t>());
  if (count < 1000 || row["direction"] == "out") return;
  CHECK(row["cycles"]["p50"] == sum_of(profile, join({always, path.by_turn})));
}

const words& profiles() {
  static const words all{"prescott-2005", "skylake-2017", "skylake-2025-mitigated"};
  return all;
}

cost_profile load(const std::string& name) {
  return cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/" + name + ".toml");
}

words under(const std::string& platform, const std::string& placement, const std::string& profile) {
  return with(set("platform.kind", platform),
              with(set("vm.placement", placement),
                   with(set("platform.profile", profile), set("costs.spread", "none"))));
}

const std::map<std::string, words>& placements() {
  static const std::map<std::string, words> all{
      {"hybrid", hybrid_placements()},
      {"hosted", {"user", "kernel", "host-os", "kvm", "kvm-split", "bhyve", "firecracker", "vmware-2001"}}};
  return all;
}

}  // namespace

TEST_CASE(
    "recomputed: every access of every placement takes the profile's steps of its path, as often as it "
    "should") {
  for (const std::string& name : profiles()) {
    const cost_profile profile = load(name);
    for (const auto& [platform, names] : placements())
      for (const std::string& placement : names) {
        const json r = results_of(with({"run", "ports"}, under(platform, placement, name)));
        check_that_figures_tile(r);
        unsigned rows = 0;
        for (const json& row : r["paths"]) {
          CAPTURE(name, platform, placement, row["device"], row["path"], row["direction"], row["count"]);
          check_access(row, expected_paths().at(path_of(row, platform)), profile);
          ++rows;
        }
        CHECK(rows > 10);
      }
  }
}

TEST_CASE("recomputed: every interrupt of every placement takes the profile's steps, and none is lost") {
  for (const std::string& name : profiles()) {
    const cost_profile profile = load(name);
    for (const auto& [platform, names] : placements())
      for (const std::string& placement : names) {
        const json r = results_of(with({"run", "ticks"}, under(platform, placement, name)));
        check_that_figures_tile(r);
        REQUIRE(r["interrupts"].size() == 1);
        const json& tick = r["interrupts"][0];
        CAPTURE(name, platform, placement, tick);
        CHECK(tick["delivered"] == 1000);
        check_steps(tick["to_handler"]["steps"], profile);
        check_steps(tick["to_eoi"]["steps"], profile);
        for (const json& e : r["exits"]) CHECK(e["count"].get<std::uint64_t>() > 0);
      }
  }
}

TEST_CASE("recomputed: with the profile's spread each step's mean comes near the profile's") {
  const cost_profile profile = load("prescott-2005");
  for (const std::string placement : {"hypervisor", "service-os"}) {
    const json r = results_of(
        with({"run", "ports"}, with(set("vm.placement", placement), set("costs.spread", "profile"))));
    check_that_figures_tile(r);
    std::map<std::string, std::pair<double, double>> all;  // total and count
    for (const json& row : r["paths"])
      for (const json& s : row["steps"]) {
        all[s["step"]].first += s["cycles"]["total"].get<double>();
        all[s["step"]].second += s["count"].get<double>();
      }
    for (const auto& [step, sums] : all) {
      CAPTURE(placement, step);
      if (measured.contains(step) || sums.second < 10'000) continue;
      CHECK(sums.first / sums.second == Approx(mean_of(profile, step)).epsilon(0.02));
    }
  }
}
