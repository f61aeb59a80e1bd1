/// Simulations in processes of their own, several at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/command_line/command_line.h"

namespace trapline {

struct child_run {
  std::optional<results> found;  ///< none if it ended without results; it has said why
  int code = fault_of_ours;
  nlohmann::ordered_json over_time;  ///< who had the processors, if it was asked for
};

/// What of a run is wanted besides its results.
enum class child_detail : std::uint8_t {
  results,
  charts,  ///< and who had the processors over time
};

/// As many as the host has processors.
unsigned usual_jobs();

/// Runs each scenario, `jobs` at a time; the results are in the scenarios' order and have their distributions.
/// Ctrl-C ends all of them with what they have.
std::vector<child_run> run_in_children(const std::vector<scenario>& points,
                                       const std::vector<std::string>& labels, const simulator& simulate,
                                       bool quiet, unsigned jobs = usual_jobs(),
                                       child_detail = child_detail::results);

/// Says what went wrong and which exit code that is; to be called in a handler.
int report_exception();

}  // namespace trapline
