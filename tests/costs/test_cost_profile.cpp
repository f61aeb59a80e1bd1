#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "models/costs/cost_profile.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using Catch::Matchers::Contains;

namespace {

std::string shipped_text() {
  std::ifstream in{TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml"};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::size_t line_of(const std::string& text, const std::string& part) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find(part));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

/// The error of a shipped profile in which `from` reads `to`.
config_error error_with(const std::string& from, const std::string& to) {
  std::string text = shipped_text();
  REQUIRE(text.find(from) != std::string::npos);
  text.replace(text.find(from), from.size(), to);
  const testing::temporary_folder folder;
  try {
    cost_profile::load(folder.file("p.toml", text));
  } catch (const config_error& e) {
    return e;
  }
  FAIL("accepted: " << to);
  throw std::logic_error{"unreachable"};
}

}  // namespace

TEST_CASE("profile: the shipped ones load, with every instruction in sixteenths of a cycle") {
  for (const char* name : {"prescott-2005", "skylake-2017", "skylake-2025-mitigated"}) {
    const cost_profile p =
        cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/" + std::string{name} + ".toml");
    CHECK(p.name() == name);
    CHECK(p.of(step::trap).mean == cycles{0});
    CHECK(p.properties().vmreads_per_exit == 10);
    CHECK_FALSE(p.instructions().empty());
    for (const instruction_cost& i : p.instructions()) CHECK(i.where.line > 0);
  }
}

TEST_CASE("profile: caches and TLBs come out in whole sets, and a level is not faster than the one before") {
  CHECK(error_with("kib = 2048, ways = 8, cycles = 28", "kib = 2048, ways = 7, cycles = 28").key() ==
        "memory.l2.ways");
  CHECK(error_with("kib = 2048, ways = 8, cycles = 28", "kib = 2048, ways = 8, cycles = 3").key() ==
        "memory.l2.cycles");
  CHECK(error_with("data_tlb = {entries = 64, ways = 64", "data_tlb = {entries = 64, ways = 24").key() ==
        "memory.data_tlb.ways");
  CHECK(error_with("line_bytes = 64", "line_bytes = 48").key() == "memory.line_bytes");
  CHECK(error_with("line_bytes = 64", "lines = 64").key() == "memory.lines");
}

TEST_CASE("profile: an unknown step is named with line, column and the step that was meant") {
  const config_error e = error_with("vmread = ", "vmraed = ");
  CHECK(e.key() == "steps.vmraed");
  CHECK(e.where().line == line_of(shipped_text(), "vmread = "));
  CHECK(e.where().column == 1);
  CHECK_THAT(e.what(), Contains("p.toml:") && Contains("did you mean \"vmread\"?"));
}

TEST_CASE("profile: a missing step is an error") {
  const config_error e = error_with("vmread = ", "# vmread = ");
  CHECK(e.key() == "steps.vmread");
  CHECK_THAT(e.what(), Contains("is missing"));
}

TEST_CASE("profile: a step given twice is an error with its line") {
  const config_error e = error_with("save_registers = ", "hardware_exit = ");
  CHECK(e.where().line == line_of(shipped_text(), "save_registers = "));
}

TEST_CASE("profile: negative, absurd and wrongly typed costs are errors") {
  CHECK_THAT(error_with("cycles = 1554", "cycles = -1554").what(),
             Contains("steps.hardware_exit.cycles: is -1554; an integer from 0 to"));
  CHECK_THAT(error_with("cycles = 1554", "cycles = 1554.5").what(), Contains("is a decimal number"));
  CHECK_THAT(error_with("cycles = 1554", "cycles = \"1554\"").what(), Contains("is a string"));
  CHECK_THAT(error_with("cycles = 1554", "cycles = 999999999999999").what(), Contains("is 999999999999999"));
  CHECK_THAT(error_with("ns = 20", "ns = -20").what(),
             Contains("latencies.memory_controller_hub.ns: is -20; a number from 0"));
  CHECK_THAT(error_with("ns = 20", "ns = nan").what(), Contains("is nan"));
  CHECK_THAT(error_with("clock_hz = 3_800_000_000", "clock_hz = 0").what(),
             Contains("profile.clock_hz: is 0"));
}

TEST_CASE("profile: spread, tag and source are checked") {
  CHECK_THAT(error_with("spread = \"hardware\"", "spread = \"hard\"").what(),
             Contains("\"fixed\", \"hardware\", \"software\" or \"scheduler\" is needed"));
  CHECK_THAT(error_with("tag = \"D\"", "tag = \"X\"").what(), Contains("is \"X\""));
  CHECK_THAT(error_with("source = \"estimate\"", "source = \"\"").what(),
             Contains("say where the figure comes from"));
}

TEST_CASE("profile: an unknown table, property or latency is an error") {
  CHECK(error_with("[properties]", "[propertys]").key() == "propertys");
  CHECK(error_with("nested_paging", "nested_pages").key() == "properties.nested_pages");
  CHECK(error_with("dram = ", "ddram = ").key() == "latencies.ddram");
}

TEST_CASE("profile: a file that is not there or is not TOML is an error") {
  CHECK_THROWS_AS(cost_profile::load("/nowhere/p.toml"), config_error);
  const config_error e = error_with("[steps]", "[steps");
  CHECK(e.where().line == line_of(shipped_text(), "[steps]"));
}

TEST_CASE("profile: one that is based on another has its costs but for those that it gives itself") {
  const testing::temporary_folder folder;
  folder.file("base.toml", shipped_text());
  const auto file =
      folder.file("mine.toml",
                  "[profile]\nname = \"mine\"\nbased_on = \"base\"\n"
                  "[steps]\nvmread = {cycles = 7, spread = \"fixed\", tag = \"E\", source = \"s\"}\n"
                  "[properties]\nnested_paging = true\n");
  const cost_profile base = cost_profile::load(folder.path() / "base.toml");
  const cost_profile mine = cost_profile::load(file);
  CHECK(mine.name() == "mine");
  CHECK(mine.clock_hz() == base.clock_hz());
  CHECK(mine.of(step::vmread).mean == cycles{7});
  CHECK(mine.properties().nested_paging);
  for (std::size_t i = 0; i < step_count; ++i) {
    const auto s = static_cast<step>(i);
    if (s != step::vmread) CHECK(mine.of(s).mean == base.of(s).mean);
  }
  CHECK(mine.instructions().size() == base.instructions().size());
  CHECK(mine.memory().has_value() == base.memory().has_value());
}

TEST_CASE("profile: what is wrong in one that is based on another is told with the file that has it") {
  const testing::temporary_folder folder;
  std::string base = shipped_text();
  base.replace(base.find("cycles = 1554"), 13, "cycles = -155");
  folder.file("base.toml", base);
  const auto error_of = [&](const std::string& text) {
    const auto file = folder.file("mine.toml", "[profile]\nname = \"mine\"\n" + text);
    try {
      cost_profile::load(file);
    } catch (const config_error& e) {
      return e;
    }
    FAIL("accepted: " << text);
    throw std::logic_error{"unreachable"};
  };
  const config_error in_base = error_of("based_on = \"base\"\n");
  CHECK_THAT(in_base.where().file, Catch::EndsWith("base.toml"));
  CHECK(in_base.where().line == line_of(base, "cycles = -155"));
  const config_error in_mine = error_of("based_on = \"base\"\n[steps]\nvmraed = 3\n");
  CHECK_THAT(in_mine.where().file, Catch::EndsWith("mine.toml"));
  CHECK(in_mine.where().line == 5);
  CHECK_THAT(error_of("based_on = \"mine\"\n").what(), Contains("leads back here"));
  CHECK_THAT(error_of("based_on = \"nowhere\"\n").where().file, Catch::EndsWith("nowhere.toml"));
}

TEST_CASE("profile: a step that another machine's profile does not give is an estimate from where it says") {
  const testing::temporary_folder folder;
  folder.file("base.toml", shipped_text());
  std::string own = shipped_text();
  own.replace(own.find("name = \"prescott-2005\""), 22, "name = \"mine\"\nestimates_from = \"base\"");
  const cost_profile base = cost_profile::load(folder.path() / "base.toml");
  for (std::size_t i = 0; i < step_count; ++i) {
    const auto s = static_cast<step>(i);
    const std::string name{name_of(s)};
    CAPTURE(name);
    std::string without = own;
    without.replace(without.find("\n" + name + " = "), 1, "\n# ");
    const cost_profile mine = cost_profile::load(folder.file("mine.toml", without));
    CHECK(mine.of(s).mean == base.of(s).mean);
    CHECK(mine.of(s).spread == base.of(s).spread);
    const bool takes_nothing = base.of(s).mean == cycles{0};
    CHECK(mine.of(s).tag == (takes_nothing ? base.of(s).tag : standing::estimate));
    CHECK(mine.of(s).source == (takes_nothing ? "" : "as prescott-2005: ") + base.of(s).source);
    const step given = s == step::vmread ? step::hardware_exit : step::vmread;
    CHECK(mine.of(given).tag == base.of(given).tag);
    CHECK(mine.of(given).source == base.of(given).source);
  }
}

TEST_CASE("profile: what is based on one with estimates has them too, and its own in their place") {
  const testing::temporary_folder folder;
  folder.file("base.toml", shipped_text());
  std::string other = shipped_text();
  other.replace(other.find("name = \"prescott-2005\""), 22, "name = \"other\"\nestimates_from = \"base\"");
  for (const char* gone : {"\nvmread = ", "\nnotify = "}) other.replace(other.find(gone), 1, "\n# ");
  folder.file("other.toml", other);
  const cost_profile mine = cost_profile::load(
      folder.file("mine.toml",
                  "[profile]\nname = \"mine\"\nbased_on = \"other\"\n"
                  "[steps]\nvmread = {cycles = 7, spread = \"fixed\", tag = \"P\", source = \"s\"}\n"));
  CHECK(mine.of(step::vmread).tag == standing::published);
  CHECK(mine.of(step::vmread).mean == cycles{7});
  CHECK(mine.of(step::notify).tag == standing::estimate);
  CHECK(mine.of(step::notify).source == "as prescott-2005: estimate");
}

TEST_CASE("profile: estimates are of steps alone, and of a profile that is there") {
  const testing::temporary_folder folder;
  folder.file("base.toml", shipped_text());
  const auto error_of = [&](std::string text, const std::string& gone, const std::string& from) {
    text.replace(text.find("name = \"prescott-2005\""), 22,
                 "name = \"mine\"\nestimates_from = \"" + from + "\"");
    text.replace(text.find("\n" + gone), 1, "\n# ");
    try {
      cost_profile::load(folder.file("mine.toml", text));
    } catch (const config_error& e) {
      return e;
    }
    FAIL("accepted without " << gone);
    throw std::logic_error{"unreachable"};
  };
  CHECK(error_of(shipped_text(), "dram = ", "base").key() == "latencies.dram");
  CHECK(error_of(shipped_text(), "nested_paging = ", "base").key() == "properties.nested_paging");
  CHECK_THAT(error_of(shipped_text(), "vmread = ", "mine").what(),
             Contains("estimates_from") && Contains("leads back here"));
  CHECK_THAT(error_of(shipped_text(), "vmread = ", "nowhere").where().file, Catch::EndsWith("nowhere.toml"));
}
