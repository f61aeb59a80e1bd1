// Instructions are accounted for a block at a time, in the translated code. One at a time, everything must
// come out the same: text, instructions, times, exits, interrupts.
#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

struct outcome {
  json results;
  std::string serial;
};

outcome outcome_of(const char* program, words arguments) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  arguments.insert(arguments.end(), {"--quiet", "--json", "-", "--serial", serial});
  const captured r = in_process([&] { return become_program(program, arguments); });
  CAPTURE(program, arguments, r.err);
  REQUIRE(r.code == 0);
  outcome o{json::parse(r.out), content_of(serial)};
  o.results.erase("host");
  return o;
}

void compare(const words& arguments) {
  const outcome together = outcome_of(TRAPLINE_PROGRAM, arguments);
  const outcome singly = outcome_of(TRAPLINE_SINGLE_PROGRAM, arguments);
  CHECK(together.serial == singly.serial);
  CHECK(together.results["simulation"] == singly.results["simulation"]);
  CHECK(together.results["exits"] == singly.results["exits"]);
  CHECK(together.results["interrupts"] == singly.results["interrupts"]);
  CHECK(together.results["processors"] == singly.results["processors"]);
  CHECK(together.results == singly.results);
}

/// Without the images it cannot be done, and says so.
bool linux_is_there() {
  const captured r = run_program({"run", "linux", "--until", "1 us", "--quiet"});
  if (r.code != 2) return true;
  WARN("skipped: Linux is not there; scripts/get-guests fetches it\n" << r.err);
  return false;
}

}  // namespace

TEST_CASE("blocks: firmware, boot program and devices, one instruction at a time") {
  compare({"run", "firmware", "--set", "vm.placement=patent"});
}

TEST_CASE("blocks: every exception and mode, one instruction at a time") {
  compare({"run", "exceptions", "--set", "vm.placement=service-os"});
}

TEST_CASE("blocks: ports, one instruction at a time") { compare({"run", "ports"}); }

TEST_CASE("blocks: Linux to its shell, one instruction at a time") {
  if (linux_is_there()) compare({"run", "linux"});
}
