/// Several runs of one scenario that differ in where device models are, side by side: the form of the
/// `trapline.compare/1` contract.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/results/results.h"

namespace trapline {

struct comparison_cell {
  std::string path;  ///< "mixed" if VMs differ
  std::uint64_t count = 0;
  std::uint64_t total = 0;
  std::uint64_t p50 = 0, p99 = 0;  ///< of the VM with the most accesses

  double mean() const { return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count); }
};

/// A device and a direction, a cell a run; none where the run had no such access.
struct comparison_row {
  std::string device;
  direction towards = direction::in;
  std::vector<std::optional<comparison_cell>> cells;
};

struct comparison {
  std::vector<std::string> labels;  ///< what --place said, one a run
  std::vector<results> runs;
  std::vector<comparison_row> table;

  comparison(std::vector<std::string> labels_of_runs, std::vector<results> runs_compared);

  /// Devices that the run has elsewhere than the first one and that its guests used.
  std::vector<std::string> moved(std::size_t run) const;
  /// What moving them bought against the first run.
  std::string sentence(std::size_t run) const;
};

nlohmann::ordered_json to_json(const comparison& c);
std::string to_csv(const comparison& c);
/// Table, waterfalls side by side, and a sentence for each run but the first.
std::string text_report(const comparison& c);

}  // namespace trapline
