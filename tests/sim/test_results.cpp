#include <catch2/catch.hpp>

#include "sim/report/report.h"
#include "sim/report/text_table.h"
#include "sim/results/results_csv.h"
#include "sim/results/results_json.h"
#include "tests/sim/sample_results.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using json = nlohmann::ordered_json;

namespace {

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

using keys = std::vector<std::string>;

}  // namespace

TEST_CASE("json: the keys are those of the contract, in its order") {
  const json all = to_json(sample_results("hypervisor"));
  CHECK(keys_of(all) == keys{"schema", "build", "scenario", "simulation", "vms", "paths", "exits",
                             "interrupts", "installs", "processors", "host"});
  CHECK(all["schema"] == "trapline.results/1");
  CHECK(keys_of(all["build"]) == keys{"version", "engine", "systemc"});
  CHECK(keys_of(all["simulation"]) == keys{"time_ns", "instructions", "end"});
  CHECK(keys_of(all["vms"][0]) == keys{"name", "guest", "placement", "instructions", "end", "serial_sha256"});
  CHECK(keys_of(all["vms"][0]["end"]) == keys{"reason", "code"});
  CHECK(keys_of(all["paths"][0]) ==
        keys{"vm", "path", "device", "direction", "count", "cycles", "ns", "steps"});
  const keys figures{"min", "mean", "p50", "p95", "p99", "p999", "max", "total"};
  CHECK(keys_of(all["paths"][0]["cycles"]) == figures);
  CHECK(keys_of(all["paths"][0]["ns"]) == figures);
  CHECK(keys_of(all["paths"][0]["steps"][0]) == keys{"block", "step", "count", "cycles"});
  CHECK(keys_of(all["paths"][0]["steps"][0]["cycles"]) == keys{"mean", "total"});
  CHECK(keys_of(all["exits"][0]) == keys{"vm", "reason", "count", "cycles"});
  CHECK(keys_of(all["interrupts"][0]) == keys{"vm", "source", "injection", "raised", "delivered", "merged",
                                              "dropped", "pending", "drift_ns", "to_handler", "to_eoi",
                                              "story"});
  CHECK(keys_of(all["processors"][0]) ==
        keys{"name", "guest_cycles", "monitor_cycles", "service_os_cycles", "idle_cycles", "total_cycles"});
  CHECK(keys_of(all["host"]) == keys{"wall_s", "peak_rss_bytes"});
}

TEST_CASE("json: values stand where the contract says, nanoseconds beside cycles") {
  const json all = to_json(sample_results("hypervisor"));
  CHECK(all["vms"][0]["placement"]["pit"] == "hypervisor");
  CHECK(all["scenario"]["seed"] == 1);
  CHECK(all["scenario"]["platform.kind"] == "hybrid");
  const json& pit = all["paths"][0];
  CHECK(pit["path"] == "hypervisor");
  CHECK(pit["direction"] == "in");
  CHECK(pit["steps"][0]["block"] == "202");
  CHECK(pit["steps"][0]["step"] == "hardware_exit");
  CHECK(pit["cycles"]["mean"] == 8135.0);
  CHECK(pit["ns"]["p50"] == Approx(2140.789).margin(0.0005));
}

TEST_CASE("json: the steps of every path add up to its total") {
  const json all = to_json(sample_results("service_os"));
  for (const json& path : all["paths"]) {
    std::uint64_t sum = 0;
    for (const json& s : path["steps"]) sum += s["cycles"]["total"].get<std::uint64_t>();
    CHECK(sum == path["cycles"]["total"].get<std::uint64_t>());
  }
}

TEST_CASE("json: read back, it is what was written") {
  results r = sample_results("service_os");
  const auto region =
      GENERATE(std::optional<region_result>{}, region_result{17, 23}, region_result{17, std::nullopt});
  r.vms[0].region = region;
  const results back = results_from_json(json::parse(text_of(to_json(r, json_detail::distributions))));
  r.profile = {};
  for (vm_result& vm : r.vms) {
    vm.serial_text.clear();
    vm.ended_well = false;
  }
  CHECK(back == r);
}

TEST_CASE("commands: a row each in their order, in every form; no key where none was given") {
  results r = sample_results("hypervisor");
  CHECK_FALSE(to_json(r).contains("commands"));
  CHECK_THAT(text_report(r), !Contains("Commands to the control panel"));
  r.commands = {{2'500'000, "place a pit service_os", "scenario", "done", ""},
                {2'500'000, "create c guest=hello", "operator", "refused", "no memory is left, none"}};
  const json all = to_json(r);
  REQUIRE(all["commands"].size() == 2);
  CHECK(all["commands"][0] == json{{"time_ns", 2'500'000},
                                   {"command", "place a pit service_os"},
                                   {"asked_by", "scenario"},
                                   {"result", "done"},
                                   {"reason", ""}});
  CHECK(results_from_json(all).commands == r.commands);
  CHECK_THAT(to_csv(r, "x"),
             Contains("\nx,prescott-2005,1,command,,create c guest=hello,,,,,time,ns,2500000,2500000\n") &&
                 Contains("\nx,prescott-2005,1,command,,create c guest=hello,,,,,reason,,\"no memory is "
                          "left, none\",\n"));
  CHECK_THAT(text_report(r), Contains("2.500  create c guest=hello    operator  refused  no memory is left"));
}

TEST_CASE("json: what is not the schema is refused") {
  CHECK_THROWS(results_from_json(json::parse("{}")));
  CHECK_THROWS(results_from_json(json::parse(R"({"schema": "trapline.results/2"})")));
}

TEST_CASE("csv: one table, a row a figure, as many fields as the heading has") {
  results r = sample_results("hypervisor");
  r.vms[0].guest = "with, comma and \"quotes\"";
  const std::string csv = csv_header() + to_csv(r, "xen");
  CHECK_THAT(csv,
             Contains("label,profile,seed,section,vm,name,path,direction,block,step,metric,unit,value,ns\n"));
  CHECK_THAT(csv, Contains("\nxen,prescott-2005,1,path,a,pit,hypervisor,in,,,p50,cycles,8135,2140.789\n"));
  CHECK_THAT(
      csv,
      Contains(
          "\nxen,prescott-2005,1,path,a,pit,hypervisor,in,202,hardware_exit,mean,cycles,1554.000,408.947\n"));
  CHECK_THAT(csv, Contains("\nxen,prescott-2005,1,processor,,cpu0,,,,,idle,cycles,100,26.316\n"));
  CHECK_THAT(csv, Contains("\"with, comma and \"\"quotes\"\"\""));
  std::size_t line = 0;
  for (std::size_t end; (end = csv.find('\n', line)) != std::string::npos; line = end + 1) {
    const std::string row = csv.substr(line, end - line);
    if (row.find('"') != std::string::npos) continue;
    CHECK(std::count(row.begin(), row.end(), ',') == 13);
  }
}

TEST_CASE(
    "report: a row a path and device, the steps, exits, interrupts, processors and the doubtful costs") {
  const std::string text = text_report(sample_results("hypervisor"));
  CHECK_THAT(text, Contains("SAMPLES%") && Contains("TIME%") && Contains("P50") && Contains("P95") &&
                       Contains("P99"));
  CHECK_THAT(text, Contains("a   hypervisor  pit"));
  CHECK_THAT(text, Contains("8,135"));
  CHECK_THAT(text, Contains("202    hardware_exit"));
  CHECK_THAT(text, Contains("decode_exit") && Contains("[E]"));
  CHECK_THAT(text, Contains("hlt"));
  CHECK_THAT(text, Contains("RAISED") && Contains("MERGED"));
  CHECK_THAT(text, Contains("|" + std::string(24, 'G') + std::string(8, 'M') + "SSSS....|"));
  CHECK_THAT(text, Contains("profile prescott-2005"));
  CHECK_THAT(text, Contains("Estimates [E]: "));
}

TEST_CASE("report: says which part of the run a VM's figures are of, if its guest marked one") {
  results r = sample_results("hypervisor");
  CHECK_THAT(text_of(document{report_of(r).front()}), !Contains("region of interest"));
  r.vms[0].region = {250'000, 750'600};
  CHECK_THAT(text_of(document{report_of(r).front()}),
             Contains("region of interest, 0.501 ms, from 0.250 ms on"));
  r.vms[0].region->end_ns.reset();
  CHECK_THAT(text_of(document{report_of(r).front()}),
             Contains("region of interest, 0.750 ms, from 0.250 ms on"));
  CHECK_THAT(to_csv(r, "x"), Contains("\nx,prescott-2005,1,vm,a,ports,,,,,region_begin,ns,250000,250000\n"));
}

TEST_CASE("report: the steps of many VMs make one waterfall a path and a source, of few one each") {
  const auto waterfalls_of = [](unsigned vms) {
    results r = sample_results("hypervisor");
    const results one = r;
    for (unsigned n = 1; n < vms; ++n) {
      const std::string name = "a-" + std::to_string(n);
      r.vms.push_back(one.vms[0]);
      r.vms.back().name = name;
      for (path_result p : one.paths) p.vm = name, r.paths.push_back(p);
      for (interrupt_result i : one.interrupts) i.vm = name, r.interrupts.push_back(i);
    }
    const std::string text = text_report(r);
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("BLOCK  STEP", at)) != std::string::npos; ++at) ++count;
    return std::pair{count, text};
  };
  CHECK(waterfalls_of(1).first == 3);
  CHECK(waterfalls_of(4).first == 12);
  const auto [count, text] = waterfalls_of(16);
  CHECK(count == 3);
  CHECK_THAT(text, Contains("An access of any of the 16 VMs by the path hypervisor: 8,135 cycles, 2.141 us "
                            "in the mean of 16,000"));
}

TEST_CASE("report: a bar begins where its step begins") {
  const std::vector<step_figures> steps{{202, "hardware_exit", 1, 50}, {205, "hardware_entry", 1, 50}};
  const std::string text = waterfall(steps, 1, {}).text();
  CHECK_THAT(text, Contains("50.00%  " + std::string(20, '#') + "\n"));
  CHECK_THAT(text, Contains("50.00%  " + std::string(20, ' ') + std::string(20, '#') + "\n"));
}

TEST_CASE("report: an empty run is a report too") {
  CHECK_THAT(text_report({}), Contains("Device accesses: none"));
}

TEST_CASE("text: numbers in groups of three, shares, wrapped lines") {
  CHECK(grouped(std::uint64_t{0}) == "0");
  CHECK(grouped(std::uint64_t{999}) == "999");
  CHECK(grouped(std::uint64_t{1'234'567}) == "1,234,567");
  CHECK(share(1, 3) == "33.33%");
  CHECK(share(1, 0) == "0.00%");
  CHECK(wrapped("a bb ccc", 6, "  ") == "  a bb\n  ccc\n");
  CHECK(wrapped("a bbbbbbbbbb c", 6, "  ") == "  a\n  bbbb\n  bbbb\n  bb c\n");
}
