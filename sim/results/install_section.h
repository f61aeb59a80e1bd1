/// Device-model images installed: a row a VM, device and pair of places.
#pragma once

#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

struct install_result {
  std::string vm, device, from, to;
  cycle_figures took;
  std::vector<step_figures> steps;
  bool operator==(const install_result&) const = default;
};

template <>
inline constexpr auto fields_of<install_result> =
    std::tuple{key_field{"vm", &install_result::vm, csv_column::vm, "VM"},
               key_field{"device", &install_result::device, csv_column::name, "DEVICE"},
               key_field{"from", &install_result::from, csv_column::path, "FROM"},
               key_field{"to", &install_result::to, csv_column::path, "TO"},
               latency_field{"", &install_result::took, &install_result::steps, no_columns}};

struct install_section {
  std::vector<install_result> installs;

  static constexpr rows_section declared{"installs", "install", &install_section::installs, ""};
  void take(const run_statistics& all, const vm_filter& wanted) {
    for (const install_statistics& i : all.installs())
      if (i.installs.totals().count() > 0 && wanted(i.vm))
        installs.push_back({i.vm, i.device, i.from, i.to, figures_of(i.installs.totals()),
                            figures_of(i.installs.steps(), all.steps())});
  }
  bool operator==(const install_section&) const = default;
};

}  // namespace trapline
