/// Exits of the guests: a row a VM and reason. What is measured is how long the guest was away.
#pragma once

#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

struct exit_result {
  std::string vm, reason;
  cycle_figures took;
  bool operator==(const exit_result&) const = default;
};

inline constexpr std::array exit_columns{latency_column{latency_column::kind::count, ">SAMPLES"},
                                         latency_column{latency_column::kind::share_of_counts, ">SAMPLES%"},
                                         latency_column{latency_column::kind::share_of_time, ">TIME%"},
                                         latency_column{latency_column::kind::figure, ">MIN", "min"},
                                         latency_column{latency_column::kind::figure, ">P50", "p50"},
                                         latency_column{latency_column::kind::figure, ">P99", "p99"},
                                         latency_column{latency_column::kind::figure, ">MAX", "max"},
                                         latency_column{latency_column::kind::figure, ">MEAN", "mean"}};

template <>
inline constexpr auto fields_of<exit_result> =
    std::tuple{key_field{"vm", &exit_result::vm, csv_column::vm, "VM"},
               key_field{"reason", &exit_result::reason, csv_column::name, "VM-EXIT"},
               latency_field<exit_result>{"", &exit_result::took, nullptr, exit_columns}};

struct exit_section {
  std::vector<exit_result> exits;

  static constexpr rows_section declared{"exits", "exit", &exit_section::exits,
                                         "Exits (cycles that the guest was away)", true};
  void take(const run_statistics& all, const vm_filter& wanted) {
    for (const exit_statistics& e : all.exits())
      if (e.away.count() > 0 && wanted(e.vm)) exits.push_back({e.vm, e.reason, figures_of(e.away)});
  }
  bool operator==(const exit_section&) const = default;
};

}  // namespace trapline
