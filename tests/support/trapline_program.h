/// The trapline program itself, run as a user runs it. For tests made by trapline_program_test().
#pragma once

#include <catch2/catch.hpp>

#include <unistd.h>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/platform/captured_process.h"
#include "tests/support/temporary_folder.h"

namespace trapline::testing {

using json = nlohmann::ordered_json;
using words = std::vector<std::string>;

inline int become_program(const char* program, words arguments) {
  arguments.insert(arguments.begin(), program);
  std::vector<char*> argv;
  for (std::string& a : arguments) argv.push_back(a.data());
  argv.push_back(nullptr);
  ::execv(program, argv.data());
  return 127;
}

/// Becomes the program; for in_process(). @param folder where it runs; "" for here.
inline int become_trapline(const words& arguments, const std::string& folder = "") {
  ::unsetenv("TRAPLINE_DATA");
  // What comes too late for a processor is a fault, unless the test asks for something else.
  ::setenv("TRAPLINE_ORDER", "checked", 0);
  if (!folder.empty() && ::chdir(folder.c_str()) != 0) return 126;
  return become_program(TRAPLINE_PROGRAM, arguments);
}

inline captured run_program(const words& arguments, const std::string& folder = "") {
  return in_process([&] { return become_trapline(arguments, folder); });
}

/// What the program writes for `arguments` with --json -; a test case that asks fails if it does not end
/// well.
inline json results_of(words arguments) {
  arguments.insert(arguments.end(), {"--quiet", "--json", "-"});
  const captured r = run_program(arguments);
  CAPTURE(arguments, r.err);
  REQUIRE(r.code == 0);
  return json::parse(r.out);
}

inline words with(words some, const words& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

/// As the argument of --set, twice: "--set", "KEY=VALUE".
inline words set(const std::string& key, const std::string& value) { return {"--set", key + "=" + value}; }

/// A guest of the test's own, assembled beside it, under the minimal guest's scenario.
inline words own_guest(const std::string& name) {
  return {"run", "hello", "--set", "vm.rom=" TRAPLINE_TEST_GUESTS "/" + name + ".rom"};
}

/// The placements that a hybrid platform is shipped with.
inline const words& hybrid_placements() {
  static const words names{"service-os", "patent", "hypervisor", "xen-2005", "xen", "acrn"};
  return names;
}

}  // namespace trapline::testing
