/// Architectures side by side, each run once a seed: the form of the `trapline.compare/1` contract.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/comparison/estimate.h"
#include "sim/report/document.h"
#include "sim/results/results.h"

namespace trapline {

/// One architecture.
struct compared_column {
  std::string label;
  std::vector<results> runs;  ///< one a seed, the same seeds in every column

  std::uint64_t clock_hz() const { return runs.front().profile.clock_hz; }
};

/// How one column's figure stands to the base's.
struct compared_change {
  estimate difference;  ///< over the seeds, each against the base's run of the same seed
  double ratio = 1;     ///< the base's figure by this one: how many times faster it is
  /// Whether the seeds tell the two apart; none with one seed.
  std::optional<bool> significant;
};

/// Operations of one kind in one column, of all its virtual machines and seeds.
struct compared_cell {
  std::string by;    ///< the place that answered, or the way of injection; "mixed" if they differ
  double count = 0;  ///< a run, in the mean
  estimate mean;     ///< cycles an operation
  estimate mean_ns;
  std::uint64_t p50 = 0, p99 = 0;               ///< cycles, of all operations together
  std::optional<compared_change> against_base;  ///< of the time an operation takes
};

/// A device and a direction, or a leg of an interrupt source's; none where a column had no such operation.
struct compared_row {
  enum class kind : std::uint8_t { access, interrupt };
  kind of = kind::access;
  std::string name;  ///< the device, or the source
  std::string what;  ///< in | out, or to_handler | to_eoi | story
  std::vector<std::optional<compared_cell>> cells;

  bool operator<(const compared_row& r) const {
    return std::tie(of, name, what) < std::tie(r.of, r.name, r.what);
  }
};

/// What the guest's own work took: the region of interest that it marks.
struct compared_region {
  std::string vm;
  struct cell {
    estimate ns;
    std::optional<compared_change> against_base;
  };
  std::vector<std::optional<cell>> cells;  ///< none where it marked none, or did not come to its end
};

class comparison {
 public:
  /// @param base the column that the others are compared with. @pre every column has a run.
  comparison(std::vector<compared_column> columns, std::size_t base = 0);

  const std::vector<compared_column>& columns() const { return columns_; }
  std::size_t base() const { return base_; }
  const std::vector<compared_row>& table() const { return table_; }
  const std::vector<compared_region>& regions() const { return regions_; }
  bool has_one_clock() const;

  /// Devices that the column has elsewhere than the base and that its guests used.
  std::vector<std::string> moved(std::size_t column) const;
  /// What is different from the base, in words: what moved, what it bought and what it did not.
  std::vector<std::string> summary(std::size_t column) const;

 private:
  void compare_operations();
  void compare_regions();

  std::vector<compared_column> columns_;
  std::size_t base_;
  std::vector<compared_row> table_;
  std::vector<compared_region> regions_;
};

nlohmann::ordered_json to_json(const comparison&);
/// For a page: the same, but for a run a column, its seeds pooled, with the latencies' distributions.
nlohmann::ordered_json chart_json(const comparison&);
std::string to_csv(const comparison&);
/// Tables and sentences for people; as text they fit into 100 columns however many architectures there are.
document report_of(const comparison&);
inline std::string text_report(const comparison& c) { return text_of(report_of(c)); }

}  // namespace trapline
