// Exits that no device has to do with: a guest that makes a known number of each, and what each must have
// cost.
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

struct exits {
  std::uint64_t count = 0;
  std::uint64_t total = 0;

  friend bool operator==(const exits&, const exits&) = default;
  friend std::ostream& operator<<(std::ostream& out, const exits& e) {
    return out << e.count << " of " << e.total;
  }
};

/// By reason; what did not occur has no row, or one with nothing in it.
std::map<std::string, exits> exits_of(const words& settings) {
  const json r = results_of(with(with(own_guest("exits"), set("costs.spread", "none")), settings));
  std::map<std::string, exits> all;
  for (const json& e : r["exits"]) {
    const auto count = e["count"].get<std::uint64_t>();
    if (count) all[e["reason"]] = {count, e["cycles"]["total"].get<std::uint64_t>()};
  }
  return all;
}

/// As the guest has them.
constexpr std::uint64_t cpuids = 3, halts = 4, cr3_accesses = 7 + 2, cr0_writes = 4, rdmsrs = 6, wrmsrs = 5,
                        invlpgs = 8, faults = 9;

exits each(std::uint64_t count, std::uint64_t cycles) { return {count, count * cycles}; }

}  // namespace

TEST_CASE("exits: a 2005 processor's hypervisor shadows page tables") {
  auto all = exits_of(with(set("platform.profile", "prescott-2005"), set("vm.placement", "hypervisor")));
  // hardware_exit, save_registers, vmread, decode_exit; restore_registers, hardware_entry
  constexpr std::uint64_t away = 1554 + 200 + 1780 + 500 + 200 + 2409;
  constexpr std::uint64_t emulated = away + 342 + 300;  // write_back, check_interrupts
  CHECK(all["cpuid"] == each(cpuids, emulated + 850));
  CHECK(all["msr_read"] == each(rdmsrs, emulated + 700));
  CHECK(all["msr_write"] == each(wrmsrs, emulated + 700));
  CHECK(all["invlpg"] == each(invlpgs, emulated + 1500));
  CHECK(all["cr_access"] ==
        exits{cr3_accesses + cr0_writes, cr3_accesses * (emulated + 2500) + cr0_writes * (emulated + 1200)});
  CHECK(all["page_fault"] == each(faults, away + 3335 + 171));
  CHECK(all["hlt"].count == halts);
  CHECK(all["exception"].count == 0);
}

TEST_CASE("exits: with nested paging a guest's page tables are its own") {
  auto all = exits_of(with(set("platform.profile", "skylake-2017"), set("vm.placement", "hypervisor")));
  constexpr std::uint64_t emulated = 340 + 60 + 250 + 200 + 60 + 336 + 50 + 80;
  CHECK(all["cpuid"] == each(cpuids, emulated + 290));
  CHECK(all["msr_read"] == each(rdmsrs, emulated + 250));
  CHECK(all["msr_write"] == each(wrmsrs, emulated + 250));
  CHECK(all["cr_access"] == each(cr0_writes, emulated + 400));
  CHECK(all["invlpg"].count == 0);
  CHECK(all["page_fault"].count == 0);
  CHECK(all["hlt"].count == halts);
}

TEST_CASE("exits: the placement of devices changes none of them") {
  const auto counts = [](const words& settings) {
    std::map<std::string, std::uint64_t> result;
    for (const auto& [reason, e] : exits_of(settings)) result[reason] = e.count;
    return result;
  };
  const auto near = counts(set("vm.placement", "hypervisor"));
  for (const std::string& placement : hybrid_placements()) {
    auto all = counts(set("vm.placement", placement));
    CAPTURE(placement);
    for (const char* reason : {"cpuid", "cr_access", "msr_read", "msr_write", "invlpg", "page_fault", "hlt"})
      CHECK(all[reason] == near.at(reason));
  }
}

TEST_CASE("exits: of several VMs each counts from where its own guest begins") {
  const json r = results_of(with(own_guest("exits"), set("vms", "3")));
  REQUIRE(r["vms"].size() == 3);
  for (const json& vm : r["vms"]) {
    CAPTURE(vm["name"]);
    CHECK(vm["region"]["begin_ns"] > 0);
    CHECK(vm["region"]["begin_ns"] < vm["region"]["end_ns"]);
    for (const auto& [reason, count] :
         {std::pair{"cpuid", cpuids}, {"msr_read", rdmsrs}, {"msr_write", wrmsrs}, {"hlt", halts}}) {
      CAPTURE(reason);
      const auto is_it = [&, name = reason](const json& e) {
        return e["vm"] == vm["name"] && e["reason"] == name;
      };
      const auto found = std::find_if(r["exits"].begin(), r["exits"].end(), is_it);
      REQUIRE(found != r["exits"].end());
      CHECK((*found)["count"] == count);
    }
  }
}

TEST_CASE("exits: the hosted monitor has the same ones, by its own way out and in") {
  for (const std::string placement : {"user", "kernel"}) {
    CAPTURE(placement);
    auto all = exits_of(with(set("platform.kind", "hosted"),
                             with(set("platform.profile", "prescott-2005"), set("vm.placement", placement))));
    CHECK(all["cpuid"].count == cpuids);
    CHECK(all["msr_read"].count == rdmsrs);
    CHECK(all["msr_write"].count == wrmsrs);
    CHECK(all["invlpg"].count == invlpgs);
    CHECK(all["cr_access"].count == cr3_accesses + cr0_writes);
    CHECK(all["page_fault"].count == faults);
    CHECK(all["hlt"].count == halts);
    // Exit, run loop and entry are the same for all; the rest is the step of each.
    const std::uint64_t way = all["cpuid"].total / cpuids - 850;
    CHECK(all["cpuid"] == each(cpuids, way + 850));
    CHECK(all["msr_read"] == each(rdmsrs, way + 700));
    CHECK(all["invlpg"] == each(invlpgs, way + 1500));
    CHECK(all["page_fault"] == each(faults, way + 3335 + 171));
  }
}

TEST_CASE("exits: on the bare processor there are none") {
  auto all = exits_of(set("platform.kind", "native"));
  for (const char* reason : {"cpuid", "cr_access", "msr_read", "msr_write", "invlpg", "page_fault"})
    CHECK(all[reason].count == 0);
}
