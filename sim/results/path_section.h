/// Device accesses: a row a VM, path, device and direction.
#pragma once

#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

struct path_result {
  std::string vm, path, device;
  direction towards = direction::in;
  cycle_figures took;
  std::vector<step_figures> steps;
  bool operator==(const path_result&) const = default;
};

inline constexpr std::array access_columns{latency_column{latency_column::kind::count, ">SAMPLES"},
                                           latency_column{latency_column::kind::share_of_counts, ">SAMPLES%"},
                                           latency_column{latency_column::kind::share_of_time, ">TIME%"},
                                           latency_column{latency_column::kind::figure, ">MIN", "min"},
                                           latency_column{latency_column::kind::figure, ">P50", "p50"},
                                           latency_column{latency_column::kind::figure, ">P95", "p95"},
                                           latency_column{latency_column::kind::figure, ">P99", "p99"},
                                           latency_column{latency_column::kind::figure, ">MAX", "max"},
                                           latency_column{latency_column::kind::figure, ">MEAN", "mean"},
                                           latency_column{latency_column::kind::microseconds, ">MEAN us"}};

template <>
inline constexpr auto fields_of<path_result> =
    std::tuple{key_field{"vm", &path_result::vm, csv_column::vm, "VM"},
               key_field{"path", &path_result::path, csv_column::path, "PATH"},
               key_field{"device", &path_result::device, csv_column::name, "DEVICE"},
               key_field{"direction", &path_result::towards, csv_column::direction, "DIR"},
               latency_field{"", &path_result::took, &path_result::steps, access_columns}};

struct path_section {
  std::vector<path_result> paths;

  static constexpr rows_section declared{"paths", "path", &path_section::paths, "Device accesses (cycles)",
                                         true};
  void take(const run_statistics& all, const vm_filter& wanted) {
    for (const path_statistics& p : all.paths())
      if (p.accesses.totals().count() > 0 && wanted(p.key.vm))
        paths.push_back({p.key.vm, p.key.path, p.key.device, p.key.towards, figures_of(p.accesses.totals()),
                         figures_of(p.accesses.steps(), all.steps())});
  }
  bool operator==(const path_section&) const = default;
};

}  // namespace trapline
