#include <chrono>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/configuration/data_files.h"
#include "platform/configuration/read_profiles.h"
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

TEST_CASE("data files: a profile is read again only when it, or what it is based on, has been written to") {
  const testing::temporary_folder shipped;
  const data_files data{{TRAPLINE_SOURCE_DIR, shipped.path()}};
  const auto write = [&](const std::string& base, const std::string& name) {
    return shipped.file("profiles/mine.toml", "[profile]\nname = \"" + name +
                                                  "\"\ndescription = \"d\"\nbased_on = \"" + base + "\"\n");
  };
  const auto written_later = [](const std::filesystem::path& file, int seconds) {
    std::filesystem::last_write_time(file,
                                     std::filesystem::last_write_time(file) + std::chrono::seconds{seconds});
  };
  const std::filesystem::path file = write("prescott-2005", "one");
  const read_profiles::entry first = data.profiles().get(file, data);
  CHECK(first.profile.name() == "one");
  REQUIRE(first.files.size() == 2);
  CHECK(first.files[1].path == data.find("profiles", "prescott-2005", "profile"));

  const auto time = std::filesystem::last_write_time(file);
  write("prescott-2005", "two");
  std::filesystem::last_write_time(file, time);
  CHECK(data.profiles().get(file, data).profile.name() == "one");
  const std::vector<data_files> copies(2, data);
  CHECK(copies[1].profiles().get(file, copies[1]).profile.name() == "one");
  written_later(file, 1);
  CHECK(data.profiles().get(file, data).profile.name() == "two");

  const std::filesystem::path base = shipped.file("profiles/base.toml",
                                                  "[profile]\nname = \"base\"\ndescription = \"d\"\nbased_on "
                                                  "= \"prescott-2005\"\nclock_hz = 1000000000\n");
  written_later(write("base", "three"), 2);
  CHECK(data.profiles().get(file, data).profile.clock_hz() == 1'000'000'000);
  shipped.file("profiles/base.toml",
               "[profile]\nname = \"base\"\ndescription = \"d\"\nbased_on = \"prescott-2005\"\nclock_hz = "
               "2000000000\n");
  written_later(base, 3);
  CHECK(data.profiles().get(file, data).profile.clock_hz() == 2'000'000'000);
}
