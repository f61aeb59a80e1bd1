#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

#include "sim/results/results_json.h"
#include "sim/results/results_schema.h"
#include "tests/sim/sample_results.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

const std::string shipped = TRAPLINE_SOURCE_DIR "/platform/schemas/results.schema.json";

/// Whether Debian's jsonschema finds the document to be of the shipped schema.
bool is_valid(const nlohmann::ordered_json& document) {
  const temporary_folder folder;
  const auto file = folder.file("results.json", text_of(document));
  const std::string command = "python3 -m jsonschema -i '" + file.string() + "' '" + shipped + "' 2>&1";
  return std::system(command.c_str()) == 0;
}

}  // namespace

TEST_CASE("schema: the shipped file is what the declarations say") {
  std::ifstream in{shipped};
  REQUIRE(in);
  CHECK(nlohmann::ordered_json::parse(in) == results_schema());
}

TEST_CASE("schema: results are valid against it, and with a field more or less they are not") {
  results r = sample_results("service_os");
  r.vms[0].region = region_result{17, std::nullopt};
  r.vms[0].memory.push_back({"l1_data", 3, 4});
  r.commands.push_back({5, "place a pit hypervisor", "scenario", "done", ""});
  const nlohmann::ordered_json right = to_json(r);
  CHECK(is_valid(right));
  nlohmann::ordered_json wrong = right;
  wrong["paths"][0]["cycles"].erase("p99");
  CHECK_FALSE(is_valid(wrong));
  wrong = right;
  wrong["processors"][0]["spare_cycles"] = 1;
  CHECK_FALSE(is_valid(wrong));
  wrong = right;
  wrong["commands"][0].erase("result");
  CHECK_FALSE(is_valid(wrong));
  wrong = right;
  wrong.erase("commands");
  CHECK(is_valid(wrong));
  wrong.erase("installs");
  CHECK_FALSE(is_valid(wrong));
  wrong = right;
  wrong["interrupts"][0]["raised"] = -1;
  CHECK_FALSE(is_valid(wrong));
}
