#include <catch2/catch.hpp>

#include "platform/configuration/data_files.h"
#include "sim/configuration/config_error.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using Catch::Matchers::Contains;

TEST_CASE("data files: folders add to one another") {
  const testing::temporary_folder shipped, own;
  shipped.file("platform/profiles/a.toml", "");
  own.file("profiles/b.toml", "");
  own.file("guests/g/guest.toml", "");
  const data_files both{{shipped.path(), own.path()}};
  CHECK(both.names_of("profiles") == std::vector<std::string>{"a", "b"});
  CHECK(both.find("profiles", "b", "profile") == own.path() / "profiles/b.toml");
  CHECK(both.guest_names() == std::vector<std::string>{"g"});
  CHECK_THROWS_WITH(both.find("profiles", "c", "profile"), Contains("there is no profile \"c\""));
}

TEST_CASE("data files: a name that two folders have is an error that names both files") {
  const testing::temporary_folder shipped, own;
  for (const testing::temporary_folder* one : {&shipped, &own}) {
    one->file("scenarios/s.toml", "");
    one->file("guests/g/guest.toml", "");
  }
  const data_files both{{shipped.path(), own.path()}};
  CHECK_THROWS_WITH(both.find("scenarios", "s", "scenario"),
                    Contains((shipped.path() / "scenarios/s.toml").string()) &&
                        Contains((own.path() / "scenarios/s.toml").string()));
  CHECK_THROWS_WITH(both.names_of("scenarios"), Contains("there are two scenarios named \"s\""));
  CHECK_THROWS_WITH(both.find_guest("g"), Contains("there are two guests named \"g\""));
}

TEST_CASE("data files: a folder given twice counts once") {
  const testing::temporary_folder shipped;
  shipped.file("scenarios/s.toml", "");
  const data_files twice{{shipped.path(), shipped.path() / "scenarios" / ".."}};
  CHECK(twice.find("scenarios", "s", "scenario") == shipped.path() / "scenarios/s.toml");
}
