/// Histograms and sums of steps in figures, and how results name them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/statistics/histogram.h"
#include "sim/statistics/path_statistics.h"

namespace trapline {

/// A histogram in figures, in cycles.
struct cycle_figures {
  std::uint64_t count = 0;
  std::uint64_t min = 0, p50 = 0, p95 = 0, p99 = 0, p999 = 0, max = 0;
  std::uint64_t total = 0;
  std::vector<histogram_slot> distribution;  ///< what quantiles are taken of; may be left out

  double mean() const { return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count); }
  bool operator==(const cycle_figures&) const = default;
};

cycle_figures figures_of(const histogram& h);
/// Several as one, by their distributions.
cycle_figures merged_figures(const std::vector<const cycle_figures*>&);

/// One of them: a member, or what is computed of members.
struct cycle_figure {
  std::string_view name;
  std::uint64_t cycle_figures::*stored;
  double (cycle_figures::*computed)() const;

  bool is_stored() const { return stored != nullptr; }
  double of(const cycle_figures& f) const {
    return is_stored() ? static_cast<double>(f.*stored) : (f.*computed)();
  }
};

/// In the order of the JSON form; the count stands apart from them.
inline constexpr std::array cycle_figures_named{
    cycle_figure{"min", &cycle_figures::min, nullptr}, cycle_figure{"mean", nullptr, &cycle_figures::mean},
    cycle_figure{"p50", &cycle_figures::p50, nullptr}, cycle_figure{"p95", &cycle_figures::p95, nullptr},
    cycle_figure{"p99", &cycle_figures::p99, nullptr}, cycle_figure{"p999", &cycle_figures::p999, nullptr},
    cycle_figure{"max", &cycle_figures::max, nullptr}, cycle_figure{"total", &cycle_figures::total, nullptr}};

struct step_figures {
  block in = 0;
  std::string what;
  std::uint64_t count = 0;
  std::uint64_t total = 0;
  bool after_divider = false;  ///< as step_sum has it

  double mean() const { return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count); }
  /// "" for none.
  std::string block_name() const { return in == 0 ? "" : std::to_string(in); }
  bool is_same_step(const step_figures& s) const {
    return in == s.in && what == s.what && after_divider == s.after_divider;
  }
  bool operator==(const step_figures&) const = default;
};

std::vector<step_figures> figures_of(const std::vector<step_sum>& steps, const step_vocabulary&);

}  // namespace trapline
