// What a disk's device model asks of the system that drives the physical disk: the way there and back is paid for, step
// by step, wherever the model is.
#include <map>
#include <string>

#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// A boot from disk and a program that reads and writes it, without spread.
json booted(const std::string& platform, const std::string& placement, const words& more = {}) {
  const json r = results_of(with(with({"run", "firmware"}, more),
                                 with(set("platform.kind", platform),
                                      with(set("vm.placement", placement), set("costs.spread", "none")))));
  check_that_figures_tile(r);
  CHECK(r["vms"][0]["end"]["code"] == 0);
  return r;
}

struct charged {
  std::uint64_t count = 0, total = 0;
};

const json& disk_interrupt(const json& r) {
  for (const json& i : r["interrupts"])
    if (i["source"] == "disk") return i;
  FAIL("the disk does not interrupt");
  return r;
}

using charges = std::map<std::string, charged>;

void add_steps(const json& operation, charges& all) {
  for (const json& s : operation["steps"]) {
    all[s["step"]].count += s["count"].get<std::uint64_t>();
    all[s["step"]].total += s["cycles"]["total"].get<std::uint64_t>();
  }
}

/// Of all accesses to the disk's registers: some of either direction begin a transfer.
charges accesses(const json& r) {
  charges all;
  for (const json& p : r["paths"]) {
    if (p["device"] != "disk") continue;
    add_steps(p, all);
    all["access"].count += p["count"].get<std::uint64_t>();
  }
  return all;
}

/// Of all interrupts by the disk, from the access on that led to each.
charges stories(const json& r) {
  charges all;
  const json& story = disk_interrupt(r)["story"];
  add_steps(story, all);
  all["interrupt"].count = story["count"];
  return all;
}

}  // namespace

TEST_CASE(
    "disk requests: one of an in-hypervisor model is a packet and a notification, and its answer a "
    "hypercall") {
  const json r = booted("hybrid", "hypervisor");
  charges asking = accesses(r);
  const std::uint64_t requests = asking["build_request"].count;
  CHECK(requests > 20);
  CHECK(asking["build_request"].total == 400 * requests);
  CHECK(asking["notify"].count == requests);
  CHECK(asking["notify"].total == 800 * requests);
  // Nothing else of an access that is answered in the hypervisor has changed.
  for (const json& p : r["paths"]) {
    if (p["device"] != "disk") continue;
    CHECK(p["cycles"]["p50"] == 8'135);
    CHECK(p["cycles"]["max"] == 8'135 + 400 + 800);
  }

  charges story = stories(r);
  const std::uint64_t interrupts = story["interrupt"].count;
  CHECK(interrupts >= 10);
  const std::map<std::string, std::uint64_t> once{
      {"build_request", 400}, {"notify", 800}, {"route_request", 600}, {"raise_hypercall", 1'095}};
  for (const auto& [step, cycles] : once) {
    CAPTURE(step);
    CHECK(story[step].count == interrupts);
    CHECK(story[step].total == cycles * interrupts);
  }
  // Once for the request, once for the drive's interrupt.
  CHECK(story["upcall"].count == 2 * interrupts);
  CHECK(story["wake_device_model"].count == 0);
  CHECK(story["bus"].total > 0);
  CHECK(story["device"].total > 0);
}

TEST_CASE(
    "disk requests: a model in the service OS is woken for its answer, and calls the hypervisor for its line "
    "only") {
  const json r = booted("hybrid", "service-os");
  charges asking = accesses(r);
  CHECK(asking["build_request"].count == asking["access"].count);
  CHECK(asking["notify"].count == asking["access"].count);
  charges story = stories(r);
  // For the access that began the transfer, for the answer, and for the handler's end of interrupt.
  CHECK(story["wake_device_model"].count == 3 * story["interrupt"].count);
  CHECK(story["raise_hypercall"].count <= story["interrupt"].count);
}

TEST_CASE("disk requests: under the host VMM the kernel calls the host OS, and a process by a system call") {
  charges in_kernel = accesses(booted("hosted", "kernel"));
  const std::uint64_t requests = in_kernel["module_call"].count;
  CHECK(requests > 20);
  CHECK(in_kernel["module_call"].total == 150 * requests);
  CHECK(in_kernel["world_switch"].count == 0);

  charges apart = accesses(booted("hosted", "kernel", set("host.context", "own")));
  CHECK(apart["module_call"].count == requests);
  CHECK(apart["world_switch"].total == 2 * 3'262 * requests);

  const json user = booted("hosted", "user");
  charges in_user = accesses(user);
  // Besides the way back of each access.
  CHECK(in_user["ioctl_back"].count >= in_user["access"].count + requests);
  charges answered = stories(user);
  CHECK(answered["wake_device_model"].count == answered["interrupt"].count);

  charges in_host = accesses(booted("hosted", "host-os"));
  CHECK(in_host["module_call"].count == in_host["access"].count);
}
