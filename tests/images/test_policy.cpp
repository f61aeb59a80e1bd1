// The monitor's own decision which device models it should have.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

json run_automatic(const std::string& guest, const std::string& policy, const words& more = {}) {
  const temporary_folder folder;
  const std::string text = "[policy]\nkind = \"automatic\"\n" + policy +
                           "[costs]\nspread = \"none\"\n[[vm]]\nname = \"a\"\nguest = \"" + guest + "\"\n";
  const json r = results_of(with({"run", folder.file("policy.toml", text).string()}, more));
  check_that_figures_tile(r);
  return r;
}

}  // namespace

TEST_CASE("policy: what is used often is installed by the monitor itself, and the record says so") {
  const json r = run_automatic("installed", "window = \"5 ms\"\nbudget = \"16 KiB\"\n");
  REQUIRE(!r["installs"].empty());
  const json& first = r["installs"][0];
  CHECK(first["device"] == "pit");
  CHECK(first["asked_by"] == "policy");
  CHECK(first["to"] == "hypervisor");
  CHECK(first["begin_ns"].get<std::uint64_t>() % 5'000'000 < 1000);
  const json& vm = r["vms"][0];
  CHECK(vm["placements"][0]["place"] == "service_os");
  CHECK(vm["placements"][1]["place"] == "hypervisor");
  const json& placing = vm["placing"];
  CHECK(placing["best_fixed_cycles"] <= placing["spent_cycles"]);
  CHECK(placing["spent_cycles"] <= placing["worst_fixed_cycles"]);
  CHECK(placing["saved_cycles"] ==
        placing["worst_fixed_cycles"].get<std::int64_t>() - placing["spent_cycles"].get<std::int64_t>());
}

TEST_CASE("policy: a budget that holds nothing installs nothing") {
  const json r = run_automatic("installed", "window = \"5 ms\"\nbudget = \"8 KiB\"\n");
  CHECK(r["installs"].empty());
  CHECK_FALSE(r["vms"][0].contains("placing"));
}

TEST_CASE(
    "policy: a device that is used more makes another one leave, and one that is used about as much does "
    "not") {
  // The guest that reads one device after another in rounds.
  const auto removed = [](const std::string& hysteresis) {
    const json r =
        run_automatic("ports", "window = \"3 ms\"\nbudget = \"16 KiB\"\nhysteresis = " + hysteresis + "\n");
    std::size_t count = 0;
    for (const json& i : r["installs"])
      if (i["result"] == "removed") ++count;
    return count;
  };
  CHECK(removed("2") > 2);
  CHECK(removed("2") >= removed("1000"));
}

TEST_CASE("policy: the same at every quantum") {
  json first;
  for (const std::string quantum : {"10 ms", "20 us"}) {
    json r = run_automatic("installed", "window = \"5 ms\"\n", set("quantum", quantum));
    r.erase("host");
    r["scenario"].erase("quantum");
    if (first.is_null()) first = r;
    CHECK(r == first);
  }
}
