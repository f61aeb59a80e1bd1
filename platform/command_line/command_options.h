/// The options that the commands share, read by Boost.Program_options.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/command_line/compared_columns.h"
#include "platform/configuration/scenario_loader.h"

namespace trapline {

/// What `trace` is asked for, as it is written.
struct trace_request {
  std::optional<std::string> device, vm, from, count;
  bool interrupts = false;
  bool as_json = false;
};

struct command_options {
  scenario_request request;
  std::vector<column_option> columns;  ///< compare only, in the order in which they were given
  std::string base;                    ///< compare only: a column's label; the first if empty
  unsigned seeds = 1;                  ///< compare and advise
  std::optional<std::string> budget;   ///< advise only
  std::optional<std::string> json, csv, html, markdown, latex, serial, log, screen;
  bool quiet = false;
  bool console = false;  ///< run only, as what follows
  bool panel = false, paused = false;
  std::optional<std::string> panel_socket, panel_script, panel_record;
  unsigned threads = 1;             ///< run only
  std::optional<std::string> into;  ///< sweep only
  unsigned jobs = 0;                ///< compare, advise and sweep; 0: as many as there are processors
  std::string executor = "local";   ///< sweep only, as the next three
  std::optional<std::string> lost_after;
  std::optional<std::size_t> task;
  bool only_export = false;
  trace_request trace;
  std::optional<std::string> timeline, vcd, wav, pcap;  ///< run only
  bool help = false;
};

enum class command : std::uint8_t { run, compare, check, show, sweep, trace, advise };

/// @throws config_error for what the command does not know.
command_options read_options(command which, const std::vector<std::string>& arguments);
/// What `trapline COMMAND --help` prints.
std::string help_for(command which);

}  // namespace trapline
