#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "models/hosted/paths.h"
#include "models/hybrid/paths.h"
#include "platform/command_line/list_paths.h"

using namespace trapline;
using Catch::Matchers::Contains;

namespace {

/// What a path costs if nothing but what is always taken is.
std::uint64_t always(const path_table& table, const cost_profile& profile) {
  std::uint64_t sum = 0;
  for (const path_part* part : table.parts)
    for (const path_step& s : part->steps)
      if (part->when.empty()) sum += profile.of(s.what).mean.count();
  return sum;
}

cost_profile profile_of(const std::string& name) {
  return cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/" + name + ".toml");
}

}  // namespace

TEST_CASE("paths: the shortest path of each monitor takes what the step model of its figures gives") {
  CHECK(always(hybrid::paths::tables()[0], profile_of("prescott-2005")) == 8135);
  CHECK(always(hybrid::paths::tables()[0], profile_of("skylake-2017")) == 1666);
  CHECK(always(hosted::paths::tables()[0], profile_of("prescott-2005")) == 8463);
  CHECK(always(hosted::paths::tables()[0], profile_of("skylake-2017")) == 1926);
  CHECK(always(hosted::paths::tables()[2], profile_of("prescott-2005")) == 22963);
  CHECK(always(hosted::paths::tables()[2], profile_of("skylake-2017")) == 7066);
}

TEST_CASE("paths: blocks of a path follow one another as in the figure") {
  for (const auto& tables : {hybrid::paths::tables(), hosted::paths::tables()})
    for (const path_table& table : tables) {
      block last = 0;
      for (const path_part* part : table.parts)
        for (const path_step& s : part->steps) {
          if (s.in == where_it_happens) continue;
          INFO(table.title << ", " << name_of(s.what));
          CHECK(s.in >= last);
          last = s.in;
        }
    }
}

TEST_CASE("paths: the list shows every path with each profile's cycles and who pays") {
  const std::string text = paths_in_words({profile_of("prescott-2005"), profile_of("skylake-2017")});
  CHECK_THAT(text, Contains("Figure 2: An access that a device model in the service OS answers"));
  CHECK_THAT(text, Contains("Figure 3: ") && Contains("Figure 5: "));
  CHECK_THAT(text, Contains("8,135") && Contains("1,666"));
  CHECK_THAT(text, Contains("206    build_request") && Contains("service_os"));
}

TEST_CASE("paths: the tables of docs/figures.md are those that the hypervisor charges by") {
  std::ifstream in{TRAPLINE_SOURCE_DIR "/docs/figures.md"};
  std::ostringstream page;
  page << in.rdbuf();
  for (const path_table& table : hybrid::paths::tables())
    CHECK_THAT(page.str(), Contains(path_as_markdown(table)));
}
