/// What operators and the scenario said to the control panel while the machine ran: a row each.
#pragma once

#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

struct command_result {
  std::uint64_t time_ns = 0;
  std::string command;   ///< as a script has it
  std::string asked_by;  ///< operator | scenario
  std::string result;    ///< done | refused
  std::string reason;    ///< why it was refused
  bool operator==(const command_result&) const = default;
};

template <>
inline constexpr auto fields_of<command_result> =
    std::tuple{value_field{"time", &command_result::time_ns, unit::ns, ">AT MS", shown::milliseconds},
               key_field{"command", &command_result::command, csv_column::name, "COMMAND"},
               value_field{"asked_by", &command_result::asked_by, unit::none, "ASKED BY"},
               value_field{"result", &command_result::result, unit::none, "RESULT"},
               value_field{"reason", &command_result::reason, unit::none, "REASON"}};

struct command_section {
  std::vector<command_result> commands;  ///< in the order in which they were carried out, or refused

  static constexpr rows_section declared{.key = "commands",
                                         .csv_name = "command",
                                         .rows = &command_section::commands,
                                         .title = "Commands to the control panel",
                                         .are_events = true,
                                         .only_if_any = true};
  bool operator==(const command_section&) const = default;
};

}  // namespace trapline
