#include <catch2/catch.hpp>

#include "platform/configuration/guest_catalogue.h"
#include "sim/configuration/config_error.h"
#include "tests/platform/shipped.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using Catch::Matchers::Contains;
using loaders::load_kind;

namespace {

const std::string good =
    "name = \"g\"\ndescription = \"d\"\nload = \"rom\"\nmemory = \"2 MiB\"\n"
    "[files]\nrom = [\"none.rom\", \"g.rom\"]\n"
    "[ends]\nhow = \"exit_port\"\nlimit = \"3 s\"\n";

std::string message_of(const testing::temporary_folder& folder, const std::string& from,
                       const std::string& to) {
  std::string text = good;
  text.replace(text.find(from), from.size(), to);
  try {
    load_guest(folder.file("guest.toml", text), {folder.path()});
  } catch (const config_error& e) {
    const std::string all = e.what();
    return all.substr(all.find("guest.toml"));
  }
  return "";
}

}  // namespace

TEST_CASE("guest: what a guest.toml says") {
  const testing::temporary_folder folder;
  const auto rom = folder.file("g.rom", "x");
  const guest_description g = load_guest(folder.file("guest.toml", good), {"/nowhere", folder.path()});
  CHECK(g.name == "g");
  CHECK(g.load == load_kind::rom);
  CHECK(g.memory_bytes == 2u << 20);
  CHECK(g.rom->path == rom);
  CHECK(g.rom->name == "g.rom");
  CHECK_FALSE(g.disk);
  CHECK(g.good_ending == guest_ending::exit_port);
  CHECK(g.success_code == 0);
  CHECK(g.limit == duration::s(3));
}

TEST_CASE("guest: a file that is nowhere is an error, unless it is only to be listed") {
  const testing::temporary_folder folder;
  const auto toml = folder.file("guest.toml", good);
  CHECK_THROWS_WITH(load_guest(toml, {folder.path()}),
                    Contains("guest.toml:6:1: files.rom: \"none.rom\" is nowhere to be found"));
  CHECK_FALSE(load_guest(toml, {folder.path()}, true).rom);
}

TEST_CASE("guest: each wrong value says what would be right") {
  const testing::temporary_folder folder;
  folder.file("g.rom", "x");
  CHECK_THAT(message_of(folder, "load = \"rom\"", "load = \"romm\""),
             Contains("guest.toml:3:1: load: is \"romm\"; did you mean \"rom\"?"));
  CHECK_THAT(message_of(folder, "2 MiB", "2 bytes"), Contains("memory: is \"2 bytes\"; a size such as"));
  CHECK_THAT(message_of(folder, "load = \"rom\"", "load = \"bios\""), Contains("files.bios: is missing"));
  CHECK_THAT(message_of(folder, "3 s", "0 s"), Contains("guest.toml:9:1: ends.limit: is \"0 s\""));
  CHECK_THAT(message_of(folder, "3 s", "721 h"), Contains("up to 30 days"));
  CHECK_THAT(message_of(folder, "exit_port", "serial_text"), Contains("ends.text: is missing"));
  CHECK_THAT(message_of(folder, "description", "descripton"),
             Contains("descripton: unknown key; did you mean \"description\"?"));
  CHECK_THAT(message_of(folder, "[ends]", "[end]"), Contains("end: unknown key"));
}

TEST_CASE("guest: every shipped one is well formed and called as its folder") {
  const data_files data = testing::shipped();
  CHECK_FALSE(data.guest_names().empty());
  for (const std::string& name : data.guest_names()) {
    const auto toml = data.find_guest(name);
    CHECK(load_guest(toml, data.guest_folders(toml), true).name == name);
  }
}
