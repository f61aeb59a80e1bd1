#include <catch2/catch.hpp>

#include "sim/configuration/configuration.h"
#include "sim/time.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using Catch::Matchers::Contains;

namespace {

const std::vector<parameter>& declared() {
  static const std::vector<parameter> all{
      {.key = "seed",
       .kind = value_kind::integer,
       .fallback = "1",
       .description = "",
       .least = 0,
       .most = 100},
      {.key = "until", .kind = value_kind::time, .fallback = "", .description = "", .least = 1},
      {.key = "load", .kind = value_kind::decimal, .fallback = "0", .description = "", .most = 999'999},
      {.key = "policy",
       .kind = value_kind::choice,
       .fallback = "none",
       .description = "",
       .choices = {"none", "poisson"}},
      {.key = "vm.*.name", .fallback = "", .description = ""},
      {.key = "vm.*.memory",
       .kind = value_kind::size,
       .fallback = "16 MiB",
       .description = "",
       .least = 1 << 20,
       .most = 1 << 30},
      {.key = "vm.*.place.*", .fallback = "", .description = ""},
      {.key = "vm.*.input.*.at", .kind = value_kind::time, .fallback = "0", .description = ""},
      {.key = "vm.*.input.*.codes", .kind = value_kind::bytes, .fallback = "", .description = "", .most = 64},
      {.key = "disk", .kind = value_kind::file, .fallback = "", .description = ""}};
  return all;
}

const std::vector<std::string> vm_a{"a"};

std::string message_of_file(const std::string& text) {
  const testing::temporary_folder folder;
  configuration c{declared()};
  try {
    c.add_file(folder.file("s.toml", text));
    for (const std::string& name : c.names_in("vm")) {
      const std::vector<std::string> names{name};
      c.get("vm.*.memory", names);
    }
    for (const char* key : {"seed", "until", "load", "policy"}) c.get(key);
  } catch (const config_error& e) {
    const std::string all = e.what();
    return all.substr(all.find("s.toml"));
  }
  return "";
}

}  // namespace

TEST_CASE("configuration: default, file, environment, command line, each before the one ahead of it") {
  const testing::temporary_folder folder;
  configuration c{declared()};
  CHECK(c.get("seed").number == 1);
  CHECK(c.get("seed").origin.text() == "default");
  const auto file = folder.file("s.toml", "\nseed = 2\n");
  c.add_file(file);
  CHECK(c.get("seed").number == 2);
  CHECK(c.get("seed").origin.text() == file.string() + ":2");
  const char* environment[] = {"HOME=/root", "TRAPLINE_SET_SEED=3", "TRAPLINE_DATA=/x", nullptr};
  c.add_environment(environment);
  CHECK(c.get("seed").number == 3);
  CHECK(c.get("seed").origin.text() == "environment TRAPLINE_SET_SEED");
  c.add_assignment("seed=4");
  c.add_assignment("seed=5");
  CHECK(c.get("seed").number == 5);
  CHECK(c.get("seed").origin.text() == "command line");
}

TEST_CASE("configuration: two underscores in a variable's name are a dot") {
  configuration c{declared()};
  const char* environment[] = {"TRAPLINE_SET_vm__memory=2 MiB", nullptr};
  c.add_environment(environment);
  CHECK(c.get("vm.*.memory", vm_a).number == 2u << 20);
}

TEST_CASE("configuration: within a layer the particular goes before the general, a later layer before both") {
  const testing::temporary_folder folder;
  configuration c{declared()};
  c.add_file(folder.file("s.toml", "[[vm]]\nname = \"a\"\nmemory = \"2 MiB\"\n[[vm]]\nname = \"b\"\n"));
  CHECK(c.names_in("vm") == std::vector<std::string>{"a", "b"});
  CHECK(c.get("vm.*.memory", vm_a).number == 2u << 20);
  CHECK(c.get("vm.*.memory", std::vector<std::string>{"b"}).number == 16u << 20);
  c.add_assignment("vm.a.memory=3 MiB");
  c.add_assignment("vm.memory=4 MiB");
  CHECK(c.get("vm.*.memory", vm_a).number == 3u << 20);
  CHECK(c.get("vm.*.memory", std::vector<std::string>{"b"}).number == 4u << 20);
}

TEST_CASE("configuration: a copy takes its original's values where it has none of its own") {
  configuration c{declared()};
  c.add_assignment("vm.a.memory=3 MiB");
  CHECK(c.get("vm.*.memory", std::vector<std::string>{"a-2", "a"}).number == 3u << 20);
  c.add_assignment("vm.a-2.memory=5 MiB");
  CHECK(c.get("vm.*.memory", std::vector<std::string>{"a-2", "a"}).number == 5u << 20);
  CHECK(c.get("vm.*.memory", vm_a).number == 3u << 20);
}

TEST_CASE("configuration: tables in tables, numbered where they have no name") {
  const testing::temporary_folder folder;
  configuration c{declared()};
  c.add_file(
      folder.file("s.toml",
                  "[[vm]]\nname = \"a\"\nplace.pit = \"hypervisor\"\n"
                  "[[vm.input]]\nat = \"5 ms\"\ncodes = [28, 0xf0, 0x1c]\n[[vm.input]]\nat = \"6 ms\"\n"));
  CHECK(c.keys_like("vm.*.place.*", vm_a) == std::vector<std::string>{"pit"});
  CHECK(c.names_in("vm.a.input") == std::vector<std::string>{"input1", "input2"});
  CHECK(c.get("vm.*.input.input1.at", vm_a).number == duration::ms(5).picoseconds());
  CHECK(c.get("vm.*.input.input1.codes", vm_a).text == "1c f0 1c");
  CHECK(c.get("vm.*.input.input1.codes", vm_a).number == 3);
}

TEST_CASE("configuration: an unknown key is an error with its place and the key that was meant") {
  CHECK(message_of_file("sede = 3\n") == "s.toml:1:1: sede: unknown key; did you mean \"seed\"?");
  CHECK_THAT(message_of_file("seed = 1\n\n[[vm]]\n  memroy = \"1 MiB\"\n"),
             Contains("s.toml:4:3: vm.vm1.memroy: unknown key; did you mean \"vm.vm1.memory\"?"));
  CHECK_THAT(message_of_file("quite_another = 3\n"), Contains("trapline list parameters"));
}

TEST_CASE("configuration: one table in the place of a list of them is an error that says how to write it") {
  CHECK(message_of_file("[vm]\nmemory = \"64 MiB\"\n") ==
        "s.toml:2:1: vm.memory: stands outside of a [[vm]]; [[vm]], with two brackets, begins one");
  CHECK_THAT(message_of_file("vm.name = \"a\"\n"), Contains("stands outside of a [[vm]]"));
}

TEST_CASE("configuration: a list in the place of a value is an error that says what would be right") {
  CHECK(message_of_file("seed = [1]\n") == "s.toml:1:1: seed: is a list; an integer from 0 to 100 is needed");
  CHECK_THAT(message_of_file("disk = [\"a.img\"]\n"), Contains("disk: is a list; a file is needed"));
}

TEST_CASE("configuration: wrong types and ranges say what would be right") {
  CHECK(message_of_file("seed = \"3\"\n") ==
        "s.toml:1:1: seed: is a string; an integer from 0 to 100 is needed");
  CHECK(message_of_file("seed = 300\n") == "s.toml:1:1: seed: is 300; an integer from 0 to 100 is needed");
  CHECK(message_of_file("seed = -1\n") == "s.toml:1:1: seed: is \"-1\"; an integer from 0 to 100 is needed");
  CHECK(message_of_file("until = 20\n") ==
        "s.toml:1:1: until: is an integer; a time such as \"20 ms\", at least 1 ps is needed");
  CHECK_THAT(message_of_file("until = \"20 parsecs\"\n"), Contains("a time such as \"20 ms\""));
  CHECK(message_of_file("load = 1.0\n") == "s.toml:1:1: load: is 1; a number from 0.0 to 0.999999 is needed");
  CHECK(message_of_file("policy = \"poison\"\n") ==
        "s.toml:1:1: policy: is \"poison\"; did you mean \"poisson\"?");
  CHECK_THAT(
      message_of_file("[[vm]]\nmemory = \"9 GiB\"\n"),
      Contains(
          "s.toml:2:1: vm.vm1.memory: is 9 GiB; a size such as \"64 MiB\" from 1 MiB to 1 GiB is needed"));
  CHECK_THAT(message_of_file("seed = 1979-05-27\n"), Contains("is a date or time"));
  CHECK_THAT(message_of_file("[[vm]]\ninput = [300]\n"), Contains("not a byte"));
}

TEST_CASE("configuration: a name given twice, odd, or taken for a key is refused") {
  CHECK_THAT(message_of_file("[[vm]]\nname = \"a\"\n[[vm]]\nname = \"a\"\n"),
             Contains("\"a\" is there twice"));
  CHECK_THAT(message_of_file("[[vm]]\nname = \"A B\"\n"), Contains("vm.name: is \"A B\""));
  CHECK_THAT(message_of_file("[[vm]]\nname = \"memory\"\n"), Contains("which is a key"));
}

TEST_CASE("configuration: a name that is no text is refused, not passed over") {
  CHECK_THAT(message_of_file("[[vm]]\nname = 5\n"),
             Contains("s.toml:2") && Contains("vm.name: is an integer"));
}

TEST_CASE("configuration: a message is one line, and whole, whatever the file holds") {
  CHECK_THAT(message_of_file("policy = \"a\\u0000b\\nc\"\n"),
             Contains("is \"a\\x00b\\x0ac\"; known are none, poisson"));
}

TEST_CASE("configuration: a name can only be given in the file") {
  configuration c{declared()};
  CHECK_THROWS_WITH(c.add_assignment("vm.a.name=b"),
                    Contains("vm.a.name: a name is given in the scenario's file"));
  CHECK_THROWS_AS(c.add_assignment("vm.name=b"), config_error);
}

TEST_CASE("configuration: a key of more parts than the stack would hold is an error with its line") {
  const auto key_of_parts = [](std::size_t n) {
    std::string key = "a";
    for (std::size_t i = 1; i < n; ++i) key += ".a";
    return key;
  };
  for (const std::size_t parts : {300u, 100'000u}) {
    CHECK_THAT(message_of_file("seed = 1\n" + key_of_parts(parts) + " = 1\n"),
               Contains("s.toml:2: there are more than 200 dots"));
    CHECK_THAT(message_of_file("[" + key_of_parts(parts) + "]\n"),
               Contains("s.toml:1: there are more than 200 dots"));
  }
  CHECK_THAT(message_of_file(key_of_parts(200) + " = 1\n"), Contains("unknown key"));
}

TEST_CASE("configuration: a value for a name that there is not is an error") {
  configuration c{declared()};
  c.add_assignment("vm.z.memory=1 MiB");
  CHECK_THROWS_WITH(c.check_names("vm", vm_a),
                    "command line: vm.z.memory: there is no vm \"z\"; known are a");
  CHECK_THROWS_WITH(c.check_names("vm", {}), Contains("there is no vm \"z\"; none is known"));
}

TEST_CASE("configuration: an assignment without a value is an error") {
  configuration c{declared()};
  CHECK_THROWS_AS(c.add_assignment("seed"), config_error);
  CHECK_THROWS_AS(c.add_assignment("=3"), config_error);
}

TEST_CASE("configuration: results show of a file its last part only") {
  configuration c{declared()};
  c.add_assignment("disk=/home/somebody/disk.img");
  CHECK(std::get<std::string>(c.get("disk").value()) == "disk.img");
}

TEST_CASE("configuration: an empty value takes a default away") {
  configuration c{declared()};
  c.add_assignment("disk=");
  CHECK(c.get("disk").given());
  CHECK(c.get("disk").text.empty());
}

TEST_CASE("configuration: what is declared is not copied, neither for it nor for what is got from it") {
  const configuration c{declared()}, another{declared()};
  CHECK(c.get("seed").declared == &declared().front());
  CHECK(another.get("seed").declared == &declared().front());
}
