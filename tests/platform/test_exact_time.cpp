// Several processors: the quantum, the threads of the host and the end of the run change nothing, and nothing
// reaches a guest that has passed it. The reference is a run in lock step.
#include <cstdlib>

#include "tests/platform/random_scenario.h"

using namespace trapline::testing;

namespace {

class order_rule {
 public:
  explicit order_rule(const char* rule) { ::setenv("TRAPLINE_ORDER", rule, 1); }
  order_rule(const order_rule&) = delete;
  order_rule& operator=(const order_rule&) = delete;
  ~order_rule() { ::unsetenv("TRAPLINE_ORDER"); }
};

/// All but what says how it was computed. A run that reached its limit is as good as any.
json computed(words what) {
  what.insert(what.end(), {"--quiet", "--json", "-"});
  const captured r = run_program(what);
  CAPTURE(what, r.err);
  REQUIRE((r.code == 0 || r.code == 1 || r.code == 3));
  json all = json::parse(r.out);
  all.erase("host");
  all["scenario"].erase("quantum");
  return all;
}

json at_quantum(const words& what, const std::string& quantum) {
  return computed(with(what, set("quantum", quantum)));
}

json in_lockstep(const words& what) {
  const order_rule rule{"lockstep"};
  return computed(what);
}

void check_quanta(const words& what, const words& quanta) {
  const json usual = computed(what);
  for (const std::string& quantum : quanta) {
    CAPTURE(what, quantum);
    // Not CHECK on the values: they are long.
    const bool equal = at_quantum(what, quantum) == usual;
    CHECK(equal);
  }
}

const words shipped[] = {
    {"run", "ticks", "--set", "service_os.processor=own", "--set", "platform.processors=2", "--set",
     "vm.placement=service-os"},
    {"run", "many"},
    {"run", "ports", "--set", "vms=3", "--set", "platform.processors=2"},
    {"run", "ticks", "--set", "vms=4", "--set", "platform.processors=3", "--set", "platform.kind=hosted",
     "--set", "until=150 ms"},
};

}  // namespace

TEST_CASE("exact time: the quantum changes nothing on several processors") {
  for (const words& what : shipped) check_quanta(what, {"1 us", "7 us", "100 us"});
}

TEST_CASE("exact time: an interrupt by a service OS on a processor of its own takes what its steps take") {
  const json own = computed(shipped[0]);
  const json shared = computed({"run", "ticks", "--set", "vm.placement=service-os"});
  const auto mean = [](const json& r) {
    return r["interrupts"][0]["to_handler"]["cycles"]["mean"].get<double>();
  };
  // The timer's exit is the service OS's processor's: host_interrupt, upcall, wake_device_model, virtual_pit,
  // raise_hypercall; then the guest's interrupt window, virtual_pic, event_injection, hardware_vectoring.
  CHECK(mean(own) == Approx(22'005).epsilon(0.01));
  CHECK(mean(own) < mean(shared));
}

TEST_CASE("exact time: a machine with a disk and somebody who types") {
  check_quanta({"run", "firmware", "--set", "vms=2", "--set", "platform.processors=2", "--set",
                "service_os.processor=own"},
               {"7 us", "100 us"});
}

TEST_CASE("exact time: any machine at any quantum, on two threads, and in lock step") {
  for (unsigned seed = 1; seed <= 24; ++seed) {
    const words what = random_scenario{seed}.draw();
    CAPTURE(seed, what);
    const json usual = computed(what);
    const bool finely = at_quantum(what, "1 us") == usual, coarsely = at_quantum(what, "100 us") == usual;
    const bool on_threads = computed(with(what, {"--threads", "2"})) == usual;
    const bool lockstep = in_lockstep(what) == usual;
    CHECK(finely);
    CHECK(coarsely);
    CHECK(on_threads);
    CHECK(lockstep);
  }
}

TEST_CASE("exact time: a run that is cut short is the beginning of one that is not") {
  for (unsigned seed = 100; seed < 106; ++seed) {
    const words what = random_scenario{seed}.draw();
    std::uint64_t before = 0;
    for (const std::string until : {"3 ms", "17 ms", "40 ms"}) {
      const words cut = with(what, set("until", until));
      CAPTURE(cut);
      const json now = computed(cut);
      const bool same = at_quantum(cut, "5 us") == now;
      CHECK(same);
      const auto instructions = now["simulation"]["instructions"].get<std::uint64_t>();
      CHECK(instructions >= before);
      before = instructions;
    }
  }
}
