// The table of commands: what a line, and JSON, make of it.
#include <catch2/catch.hpp>

#include "models/control/completion.h"
#include "models/control/read_json.h"
#include "models/control/read_line.h"
#include "tests/control/panel_bench.h"

using namespace trapline;
using namespace trapline::control;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using words = std::vector<std::string>;

namespace {

std::string read(const std::string& line) { return read_line(line, two_machines()).line(); }

std::string wrong_line(const std::string& line) {
  return refusal_of([&] {
    system_view v = two_machines();
    check_in_advance(line, v);
  });
}

std::string wrong_json(const std::string& name, const std::string& arguments) {
  return refusal_of([&] {
    const system_view v = two_machines();
    const request r = read_json(command_named(name), ordered_json::parse(arguments), v);
    if (r.what().check) r.what().check(r, v);
  });
}

}  // namespace

TEST_CASE("commands: a line without a VM is for the first one") {
  CHECK(read("place pit hypervisor") == "place a pit hypervisor");
  CHECK(read("  place\tb pit \"hypervisor\" # here") == "place b pit hypervisor");
}

TEST_CASE("commands: what a line makes, its own text makes again, whatever is in the words") {
  for (const std::string line : {"place b pit hypervisor", "help place", "help \"a \\\"b\\\" \\\\ # c\""})
    CHECK(read(read(line)) == read(line));
}

TEST_CASE("commands: JSON and a line make the same request") {
  const system_view v = two_machines();
  const request r =
      read_json(command_named("place"), {{"device", "pit"}, {"place", "hypervisor"}, {"vm", "b"}}, v);
  CHECK(r.line() == read("place b pit hypervisor"));
}

TEST_CASE("commands: a wrong line says what is wrong and what would be right") {
  CHECK_THAT(wrong_line("plcae pit hypervisor"),
             Contains("no command \"plcae\"") && Contains("\"place\"?") && Contains("place DEVICE PLACE"));
  CHECK_THAT(wrong_line("place pit"), Contains("place is missing") && Contains("place VM DEVICE PLACE"));
  CHECK_THAT(wrong_line("place a pit hypervisor now"), Contains("\"now\" is too much"));
  CHECK_THAT(wrong_line("place c pit hypervisor"), Contains("no VM \"c\"") && Contains("a"));
  CHECK_THAT(wrong_line("place pti hypervisor"), Contains("did you mean \"pit\"?"));
  CHECK_THAT(wrong_line("place disk hypervisor"), Contains("has not") && Contains("it has pic, pit, uart"));
  CHECK_THAT(wrong_line("place pit kernel"), Contains("it has service_os, hypervisor"));
  CHECK_THAT(wrong_line("place \"pit hypervisor"), Contains("quotation mark"));
  CHECK(wrong_line("place pit hypervisor").empty());
}

TEST_CASE("commands: wrong JSON is refused by argument and type") {
  CHECK_THAT(wrong_json("place", R"({"device": "pit"})"), Contains("\"place\" is missing"));
  CHECK_THAT(wrong_json("place", R"({"device": 1, "place": "hypervisor"})"), Contains("\"device\" is 1"));
  CHECK_THAT(wrong_json("place", R"({"devcie": "pit", "place": "hypervisor"})"),
             Contains("did you mean \"device\"?"));
  CHECK_THAT(wrong_json("place", R"(["pit"])"), Contains("an object is needed"));
  CHECK_THAT(wrong_json("place", R"({"device": "pit\n", "place": "hypervisor"})"),
             Contains("a string is needed"));
  CHECK_THAT(wrong_json("place", R"({"device": "disk", "place": "hypervisor"})"), Contains("has not"));
  CHECK_THAT(refusal_of([] { command_named("palce"); }), Contains("\"place\""));
}

TEST_CASE("commands: every one has a summary, help for each argument, and a place in the schema") {
  const ordered_json all = schema_of_commands();
  CHECK(all.size() == commands().size());
  for (const command& c : commands()) {
    CAPTURE(c.name);
    CHECK_FALSE(c.summary.empty());
    CHECK(c.run);
    for (const argument& a : c.arguments) CHECK_FALSE(a.help.empty());
    CHECK(&command_named(c.name) == &c);
  }
}

TEST_CASE("commands: completion offers what could stand there") {
  const system_view v = two_machines();
  CHECK(completions_of("pla", v) == words{"place"});
  CHECK(completions_of("place ", v) == words{"a", "b", "pic", "pit", "uart"});
  CHECK(completions_of("place p", v) == words{"pic", "pit"});
  CHECK(completions_of("place b u", v) == words{"uart"});
  CHECK(completions_of("place b uart ", v) == words{"hypervisor", "service_os"});
  CHECK(completions_of("place uart h", v) == words{"hypervisor"});
  CHECK(completions_of("place b uart hypervisor ", v).empty());
  CHECK(completions_of("nonsense ", v).empty());
}
