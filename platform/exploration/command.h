/// Programs of the host, run to their end.
#pragma once

#include <string>
#include <vector>

namespace trapline::exploration {

struct command_result {
  int code = -1;    ///< exit code; -1 if it could not be run, or a signal ended it
  std::string out;  ///< standard output
};

/// Runs it with standard error as ours. @param words the program, looked for in PATH, and its arguments.
command_result run_command_of_host(std::vector<std::string> words);

}  // namespace trapline::exploration
