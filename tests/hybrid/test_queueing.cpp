// How long work waits for the service OS, where queueing theory has a closed form.
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

constexpr double clock_hz = 3.8e9;
constexpr double piece_cycles = 100e-6 * clock_hz;

const words own_processor = with(set("platform.processors", "2"),
                                 with(set("service_os.processor", "own"), set("costs.spread", "none")));

/// What each operation waited, in the mean.
double mean_queue(const json& path) {
  double waited = 0;
  for (const json& s : path["steps"])
    if (s["step"] == "queue") waited += s["cycles"]["total"].get<double>();
  return waited / path["count"].get<double>();
}

double count_of(const json& path, const std::string& step) {
  for (const json& s : path["steps"])
    if (s["step"] == step) return s["count"].get<double>();
  return 0;
}

/// A VM that has halted, and nothing to do for the service OS but its background.
json background_alone(const std::string& share) {
  const captured r =
      run_program(with(with({"run", "hello", "--quiet", "--json", "-", "--until", "40 s"}, own_processor),
                       with(set("vm.rom", TRAPLINE_TEST_GUESTS "/../platform/end-wait.rom"),
                            set("service_os.background", share))));
  REQUIRE(r.code == 3);
  return json::parse(r.out);
}

}  // namespace

TEST_CASE("queueing: background work on a processor of its own waits as in an M/D/1 queue with set-up") {
  // Who finds the service OS blocked has it entered and its process woken: two steps of the profile.
  constexpr double set_up = 3'000 + 8'000;
  for (const double share : {0.2, 0.5, 0.8}) {
    const json r = background_alone(std::to_string(share));
    check_that_figures_tile(r);
    for (const json& p : r["paths"]) {
      if (p["device"] != "background") continue;
      CAPTURE(share, p);
      CHECK(p["count"].get<double>() == Approx(share * 40 / 100e-6).epsilon(0.01));
      // P. D. Welch, "On a Generalized M/G/1 Queuing Process in Which the First Customer of Each Busy
      // Period Receives Exceptional Service", Operations Research 12(5), 1964.
      const double first = piece_cycles + set_up, rate = share / piece_cycles;
      const double expected =
          share * piece_cycles / (2 * (1 - share)) +
          rate * (first * first - piece_cycles * piece_cycles) / (2 * (1 - share + rate * first));
      CHECK(mean_queue(p) == Approx(expected).epsilon(0.05));
      // And each busy period pays once.
      const double periods = p["count"].get<double>() * (1 - share) / (1 - share + rate * first);
      CHECK(count_of(p, "upcall") == Approx(periods).epsilon(0.02));
      // But for the few that come while it is being entered.
      CHECK(count_of(p, "wake_device_model") == Approx(count_of(p, "upcall")).epsilon(0.001));
    }
  }
}

TEST_CASE("queueing: a service OS on a processor of its own lets one VM wait for nothing") {
  const json r = results_of(with({"run", "ports"}, own_processor));
  unsigned devices = 0;
  for (const json& p : r["paths"]) {
    // What the UART's timers have to be served is work that comes beside the guest's.
    if (p["path"] != "service_os" || p["device"] == "uart") continue;
    CAPTURE(p);
    CHECK(mean_queue(p) == 0);
    ++devices;
  }
  CHECK(devices > 10);
}
