// What the simulator charges, measured by a guest with the time-stamp counter, against what was published.
#include <map>
#include <sstream>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// Loop -> cycles, from the text report's log: "  | NAME: CYCLES".
std::map<std::string, double> measured(const std::string& profile, const std::string& model) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  words what{"run", "latencies", "--quiet", "--serial", serial};
  for (const words& more : {set("platform.kind", "native"), set("platform.profile", profile),
                            set("processor.memory_model", model)})
    what = with(what, more);
  const captured r = run_program(what);
  CAPTURE(profile, model, r.err);
  REQUIRE(r.code == 0);
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/latencies/expected-serial.txt"));
  std::map<std::string, double> all;
  std::istringstream lines{r.out};
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (line.rfind("  | ", 0) == 0 && colon != std::string::npos)
      all[line.substr(4, colon - 4)] = std::stod(line.substr(colon + 2));
  }
  return all;
}

void check(const std::string& profile, const std::string& model,
           const std::map<std::string, double>& published) {
  const auto found = measured(profile, model);
  for (const auto& [loop, cycles] : published) {
    CAPTURE(profile, model, loop);
    REQUIRE(found.contains(loop));
    CHECK(found.at(loop) == Approx(cycles).epsilon(0.03));
  }
}

}  // namespace

TEST_CASE("latencies: Prescott's classes take what Agner Fog and InstLatx64 give") {
  check("prescott-2005", "fast",
        {{"add", 1},
         {"adc", 10},
         {"shl", 1},
         {"shl cl", 2},
         {"imul", 10},
         {"div", 76},
         {"load", 4},
         {"add to memory", 5},
         {"push + pop", 3},
         {"call + ret", 14},
         {"rep movsd, a dword", 1.4},
         {"pushf + popf", 79},
         {"cld", 54},
         {"cli + sti", 116},
         {"mov ds", 27},
         {"rdtsc", 100},
         {"int + iret", 795}});
}

TEST_CASE("latencies: Skylake's do too") {
  check("skylake-2017", "fast",
        {{"add", 1},
         {"adc", 1},
         {"shl cl", 2},
         {"imul", 3},
         {"div", 26},
         {"load", 4},
         {"add to memory", 5},
         {"push + pop", 1.5},
         {"call + ret", 4},
         {"pushf + popf", 21},
         {"cld", 4},
         {"rdtsc", 25}});
}

TEST_CASE("latencies: a chain of loads takes what its level of the memory takes, when that is modelled") {
  constexpr double mega = 1e6, nano = 1e-9;
  // Behind the second level: InstLatx64's nanoseconds, and a TLB miss each.
  check("prescott-2005", "detailed",
        {{"chain of 8 KiB", 4}, {"chain of 128 KiB", 28}, {"chain of 4 MiB", 95 * nano * 3800 * mega + 37}});
  check("skylake-2017", "detailed",
        {{"chain of 8 KiB", 4},
         {"chain of 128 KiB", 14},
         {"chain of 4 MiB", 75 + 9},
         {"chain of 32 MiB", 85 * nano * 2500 * mega + 9}});
}

TEST_CASE("latencies: what is no chain of loads takes the same in both models, once it is in the caches") {
  auto fast = measured("prescott-2005", "fast"), detailed = measured("prescott-2005", "detailed");
  std::erase_if(fast, [](const auto& one) { return one.first.rfind("chain", 0) == 0; });
  for (const auto& [loop, cycles] : fast) {
    CAPTURE(loop);
    CHECK(detailed.at(loop) == Approx(cycles).margin(0.02));
  }
}

TEST_CASE("memory model: a detailed one changes times, never values, and counts hits and misses") {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const json r =
      results_of(with({"run", "firmware", "--serial", serial}, set("processor.memory_model", "detailed")));
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/firmware/expected-serial.txt"));
  check_that_figures_tile(r);
  const json& memory = r["vms"][0]["memory"];
  REQUIRE(memory.size() == 5);
  CHECK(memory[0]["level"] == "l1_data");
  CHECK(memory[0]["hits"].get<int>() > 20 * memory[0]["misses"].get<int>());
  CHECK(memory[2]["hits"].get<int>() + memory[2]["misses"].get<int>() ==
        memory[0]["misses"].get<int>() + memory[1]["misses"].get<int>());
  CHECK_FALSE(results_of({"run", "hello"})["vms"][0].contains("memory"));
}

TEST_CASE("memory model: a detailed one is repeatable, whatever the quantum") {
  const auto run = [](const std::string& quantum) {
    json r = results_of(
        with(with({"run", "ticks"}, set("processor.memory_model", "detailed")), set("quantum", quantum)));
    r.erase("host");
    r["scenario"].erase("quantum");
    return r.dump();
  };
  const std::string usual = run("100 us");
  const bool again = run("100 us") == usual, finer = run("37 us") == usual, coarser = run("1 ms") == usual;
  CHECK(again);
  CHECK(finer);
  CHECK(coarser);
}

TEST_CASE("memory model: a profile without caches, and a model that there is not, are refused") {
  const temporary_folder folder;
  std::string profile = content_of(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
  const std::string file = folder.file("plain.toml", profile.substr(0, profile.find("[memory]"))).string();
  const captured none = run_program(
      with(with({"run", "hello"}, set("platform.profile", file)), set("processor.memory_model", "detailed")));
  CHECK(none.code == 2);
  CHECK_THAT(none.err, Catch::Contains("processor.memory_model") && Catch::Contains("has no [memory]"));
  CHECK(run_program(with({"run", "hello"}, set("platform.profile", file))).code == 0);
  CHECK(run_program(with({"run", "hello"}, set("processor.memory_model", "exact"))).code == 2);
}
