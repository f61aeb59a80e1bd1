// trapline check: the shipped rows, recomputed, and rows that fail.
#include <fstream>

#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

captured check_with(const temporary_folder& folder, const words& arguments = {}) {
  return in_process([&] {
    ::setenv("TRAPLINE_DATA",
             (folder.path().string() + ":" TRAPLINE_SOURCE_DIR ":" TRAPLINE_TEST_GUESTS "/../..").c_str(), 1);
    return become_program(TRAPLINE_PROGRAM, with({"check", "--quiet"}, arguments));
  });
}

std::string row(const std::string& kind, const std::string& published, const std::string& more = "") {
  return "[[row]]\nname = \"r\"\nwhat = \"a row\"\nsource = \"nobody\"\nkind = \"" + kind +
         "\"\nunit = \"cycles\"\npublished = " + published + "\n" + more +
         "scenario = \"ports\"\nset = [\"vm.placement=hypervisor\"]\n"
         "measure = { access = \"pit\", path = \"hypervisor\", direction = \"in\" }\n";
}

}  // namespace

TEST_CASE("check: every shipped row holds, or is low for a reason that it gives") {
  const captured r = run_program({"check", "--quiet", "--json", "-"});
  CHECK(r.code == 0);
  const json all = json::parse(r.out);
  CHECK(all["schema"] == "trapline.check/1");
  CHECK(all["rows"].size() >= 33);
  for (const json& one : all["rows"]) {
    CAPTURE(one);
    const double simulated = one["simulated"], least = one["published"]["least"],
                 most = one["published"]["most"];
    if (one["kind"] == "calibrated") {
      CHECK(simulated >= 0.99 * least);
      CHECK(simulated <= 1.01 * most);
    } else if (one["holds"]) {
      CHECK(simulated >= least);
      CHECK(simulated <= most);
    } else {
      CHECK(simulated < least);
      CHECK_FALSE(one["known_low"].get<std::string>().empty());
    }
  }
}

TEST_CASE("check: the simulated figure is the run's own") {
  const json all = json::parse(run_program({"check", "--quiet", "--json", "-"}).out);
  const json run = results_of(
      with({"run", "ports"}, with(set("vm.placement", "hypervisor"), set("costs.spread", "none"))));
  for (const json& p : run["paths"])
    if (p["device"] == "pit" && p["direction"] == "in") {
      double hardware = 0;
      for (const json& s : p["steps"])
        if (s["step"] == "hardware_exit" || s["step"] == "hardware_entry")
          hardware += s["cycles"]["mean"].get<double>();
      for (const json& one : all["rows"])
        if (one["name"] == "p4-round-trip") CHECK(one["simulated"] == hardware);
      CHECK(hardware == 3963);
    }
}

TEST_CASE("check: a calibrated figure that is off by more than 1 % is a failure, one less is none") {
  const temporary_folder folder;
  folder.file("published/own.toml", row("calibrated", "8220"));  // 8135 is 1.03 % less
  const captured off = check_with(folder);
  CHECK(off.code == 1);
  CHECK_THAT(off.out, Contains("a row") && Contains("FAILS") && Contains("1 fail"));
  folder.file("published/own.toml", row("calibrated", "8210"));
  CHECK(check_with(folder).code == 0);
}

TEST_CASE("check: a predicted figure may be low for a reason, never high") {
  const temporary_folder folder;
  folder.file("published/own.toml", row("predicted", "9000"));
  CHECK(check_with(folder).code == 1);
  folder.file("published/own.toml", row("predicted", "9000", "known_low = \"a reason\"\n"));
  const captured low = check_with(folder);
  CHECK(low.code == 0);
  CHECK_THAT(low.out, Contains("known low") && Contains("a reason"));
  folder.file("published/own.toml", row("predicted", "8000", "known_low = \"a reason\"\n"));
  CHECK(check_with(folder).code == 1);
}

TEST_CASE("check: what is wrong with a row is said, and nothing is run") {
  const temporary_folder folder;
  folder.file("published/own.toml", row("measured", "8135"));
  const captured kind = check_with(folder);
  CHECK(kind.code == 2);
  CHECK_THAT(kind.err, Contains("own.toml:5") && Contains("\"measured\"") && Contains("\"predicted\""));
  folder.file("published/own.toml", "[[row]]\nname = \"r\"\n");
  CHECK(check_with(folder).code == 2);
}

TEST_CASE("check: its results are written over none of the files that it reads") {
  const temporary_folder folder;
  const std::string own = folder.file("published/own.toml", row("calibrated", "8135")).string();
  const std::string before = content_of(own);
  for (const std::string& path :
       {own, std::string{TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml"}}) {
    const captured r = check_with(folder, {"--json", path});
    CHECK(r.code == 2);
    CHECK_THAT(r.err, Contains("which would be lost"));
  }
  CHECK(content_of(own) == before);
}

TEST_CASE("check: a row may have a profile of its own, and an instruction's own cycles in its figure") {
  const temporary_folder folder;
  folder.file("published/profiles/slow.toml",
              "[profile]\nname = \"slow\"\nbased_on = \"prescott-2005\"\n"
              "[steps]\nlookup_port = { cycles = 1150, spread = \"fixed\", tag = \"E\", source = \"none\" }\n"
              "[instructions]\nport_io = { cycles = 77, tag = \"E\", source = \"none\" }\n");
  std::string own = row("calibrated", "9212", "profile = \"profiles/slow.toml\"\n");
  own.replace(own.find(" }"), 2, ", instruction = \"port_io\" }");
  folder.file("published/own.toml", own);
  const json all = json::parse(check_with(folder, {"--json", "-"}).out);
  for (const json& one : all["rows"])
    if (one["name"] == "r") CHECK(one["simulated"] == 8135 + 1000 + 77);
  own.replace(own.find("port_io"), 7, "port_oi");
  folder.file("published/own.toml", own);
  const captured wrong = check_with(folder);
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Contains("port_oi") && Contains("\"r\""));
}
