// A VM's thread that sleeps while its guest is halted, and may poll before: slower, or dearer, and what a guest reads
// is the same.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

json replies(const words& settings) {
  words all{"run", "replies"};
  for (const std::string& one : with({"costs.spread=none"}, settings)) all = with(all, {"--set", one});
  const json r = results_of(all);
  check_that_figures_tile(r);
  return r;
}

json exits_of(const json& run, const std::string& reason) {
  for (const json& e : run["exits"])
    if (e["vm"] == "a" && e["reason"] == reason) return e;
  return {};
}

std::uint64_t spent(const json& run, const std::string& account) {
  std::uint64_t all = 0;
  for (const json& p : run["processors"]) all += p[account + "_cycles"].get<std::uint64_t>();
  return all;
}

std::uint64_t work_ns(const json& run) {
  const json& region = run["vms"][0]["region"];
  return region["end_ns"].get<std::uint64_t>() - region["begin_ns"].get<std::uint64_t>();
}

}  // namespace

TEST_CASE("halt_poll: without it nobody sleeps, with it each halt that has an end takes a wake-up") {
  const json before = replies({}), sleeps = replies({"vm.halt_poll=0 us"});
  CHECK(exits_of(before, "wake_up").is_null());
  CHECK(exits_of(sleeps, "halt_poll").is_null());
  CHECK(sleeps["vms"][0]["serial_sha256"] == before["vms"][0]["serial_sha256"]);
  const json woken = exits_of(sleeps, "wake_up");
  CHECK(woken["count"] == exits_of(sleeps, "hlt")["count"]);
  CHECK(woken["cycles"]["min"] == 15'000);
  CHECK(woken["cycles"]["max"] == 15'000);
  CHECK(work_ns(sleeps) > work_ns(before));
  std::uint64_t on_the_way = 0;
  for (const json& i : sleeps["interrupts"])
    for (const json& s : i["to_handler"]["steps"])
      if (s["step"] == "wake_thread") on_the_way += s["count"].get<std::uint64_t>();
  CHECK(on_the_way == woken["count"]);
}

TEST_CASE("halt_poll: a wait that polling covers ends without a wake-up, and costs the host what it took") {
  const json sleeps = replies({"vm.halt_poll=0 us"}), polls = replies({"vm.halt_poll=10 ms"});
  const json polled = exits_of(polls, "halt_poll"), woken = exits_of(polls, "wake_up");
  const int halts = exits_of(polls, "hlt")["count"];
  CHECK(polled["count"] == halts);
  CHECK(woken["count"].get<int>() < halts);
  // The thread sleeps until the time that it polls has grown to what the waits take: by doubling 10 us it takes more
  // of them to get to 3 ms than by eightfold.
  const json soon = replies({"vm.halt_poll=10 ms", "vm.halt_poll_grow=8"});
  CHECK(exits_of(soon, "wake_up")["count"].get<int>() * 3 < halts);
  CHECK(exits_of(soon, "wake_up")["count"] < woken["count"]);
  CHECK(work_ns(polls) < work_ns(sleeps));
  CHECK(polls["vms"][0]["serial_sha256"] == sleeps["vms"][0]["serial_sha256"]);
  const auto took = polled["cycles"]["total"].get<std::uint64_t>();
  CHECK(spent(polls, "monitor") > took * 9 / 10);
  CHECK(spent(polls, "idle") + took * 9 / 10 < spent(sleeps, "idle"));
}

TEST_CASE("halt_poll: a processor that somebody else wants is not polled on") {
  const temporary_folder folder;
  const std::string scenario = folder
                                   .file("two.toml", R"(
[platform]
kind = "hosted"
profile = "skylake-2017"
[[vm]]
name = "a"
guest = "ping"
nic = "ne2000"
placement = "kvm"
# Longer than any wait, that for the processor included, so that it is never thought not to pay.
halt_poll = "1 s"
[[vm]]
name = "b"
guest = "endless"
placement = "kvm"
)")
                                   .string();
  const json r = results_of({"run", scenario});
  CHECK(exits_of(r, "halt_poll")["count"] == exits_of(r, "hlt")["count"]);
  CHECK(exits_of(r, "wake_up")["count"] == exits_of(r, "hlt")["count"]);
  CHECK(exits_of(r, "halt_poll")["cycles"]["max"] == 0);
}

TEST_CASE("halt_poll: the same bytes at every quantum") {
  const auto bytes = [](const std::string& quantum, const words& settings) {
    json r = replies(with(settings, {"quantum=" + quantum}));
    r.erase("host");
    r["scenario"].erase("quantum");
    return r.dump();
  };
  for (const words& settings : {words{"vm.halt_poll=200 us"}, words{"vm.halt_poll=2 ms", "vms=3"},
                                words{"vm.halt_poll=2 ms", "vms=2", "platform.processors=1"}})
    CHECK((bytes("10 us", settings) == bytes("10 ms", settings)));
}

TEST_CASE("halt_poll: what has no threads that sleep is refused, and details of what is not there") {
  const auto refused = [](const words& settings) {
    words all{"run", "replies"};
    for (const std::string& one : settings) all = with(all, {"--set", one});
    const captured r = run_program(all);
    CHECK(r.code == 2);
    return r.err;
  };
  CHECK_THAT(refused({"platform.kind=hybrid", "vm.placement=xen", "vm.halt_poll=1 us"}),
             Contains("vm.a.halt_poll") && Contains("hosted"));
  CHECK_THAT(refused({"vm.halt_poll_shrink=1"}), Contains("vm.halt_poll is needed"));
  CHECK_THAT(refused({"vm.halt_poll=2 s"}), Contains("vm.a.halt_poll"));
  CHECK_THAT(refused({"vm.halt_poll=200"}), Contains("vm.a.halt_poll"));
}
