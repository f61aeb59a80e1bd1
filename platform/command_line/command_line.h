/// The command line: trapline run | trace | compare | advise | sweep | check | list | show.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/configuration/data_files.h"
#include "platform/configuration/scenario.h"
#include "platform/run_control.h"
#include "sim/results/results.h"

namespace trapline {

/// How a process ends; what scripts go by.
enum exit_code : int {
  guest_ended_well = 0,
  guest_failed = 1,
  wrong_input = 2,
  ended_from_outside = 3,
  fault_of_ours = 4
};

using simulator = std::function<results(const scenario&, run_control&)>;

/// Does what the arguments (without the program's name) say. Nothing is thrown.
int command_line(const std::vector<std::string>& arguments, const simulator& simulate);

// the commands, for arguments without the command's name; they throw what the reader of the user's
// input throws
int run_command(const std::vector<std::string>& arguments, const data_files& data, const simulator& simulate);
int trace_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate);
int compare_command(const std::vector<std::string>& arguments, const data_files& data,
                    const simulator& simulate);
int check_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate);
int advise_command(const std::vector<std::string>& arguments, const data_files& data,
                   const simulator& simulate);
int sweep_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate);
int list_command(const std::vector<std::string>& arguments, const data_files& data);
int show_command(const std::vector<std::string>& arguments, const data_files& data);

}  // namespace trapline
