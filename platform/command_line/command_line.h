/// The command line: trapline run | trace | compare | advise | sweep | check | list | show.
#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
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

/// What runs a scenario, once a process.
class simulator {
 public:
  /// @param prepare makes what each run would make first, so that copies of this process need not
  template <class Run>
  requires(std::is_invocable_r_v<results, Run, const scenario&, run_control&> &&
           !std::is_same_v<std::remove_cvref_t<Run>, simulator>)
      simulator(
          Run run, std::function<void()> prepare = [] {})
      : run_{std::move(run)}, prepare_{std::move(prepare)} {}

  results operator()(const scenario& what, run_control& control) const { return run_(what, control); }
  /// @throws std::runtime_error if no run could work
  void prepare() const { prepare_(); }

 private:
  std::function<results(const scenario&, run_control&)> run_;
  std::function<void()> prepare_;
};

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
