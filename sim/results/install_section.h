/// Device-model images installed, taken out again or refused: a row each (figure 4).
#pragma once

#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

struct install_result {
  std::string vm, device, from, to;
  std::string channel;   ///< boot | service_os | network; none for what is taken out
  std::string asked_by;  ///< operator | scenario | policy
  std::uint64_t begin_ns = 0, end_ns = 0;
  std::uint64_t held_up_ns = 0;  ///< for so long the model answered nobody
  std::string result;            ///< installed | removed | refused
  std::string reason;            ///< why it was refused
  std::vector<step_figures> steps;
  bool operator==(const install_result&) const = default;
};

template <>
inline constexpr auto fields_of<install_result> = std::tuple{
    key_field{"vm", &install_result::vm, csv_column::vm, "VM"},
    key_field{"device", &install_result::device, csv_column::name, "DEVICE"},
    key_field{"from", &install_result::from, csv_column::path, "FROM"},
    key_field{"to", &install_result::to, csv_column::path, "TO"},
    value_field{"channel", &install_result::channel, unit::none, "CHANNEL"},
    value_field{"asked_by", &install_result::asked_by, unit::none, "ASKED BY"},
    value_field{"begin", &install_result::begin_ns, unit::ns, ">BEGIN MS", shown::milliseconds},
    value_field{"end", &install_result::end_ns, unit::ns, ">END MS", shown::milliseconds},
    value_field{"held_up", &install_result::held_up_ns, unit::ns, ">HELD UP MS", shown::milliseconds},
    value_field{"result", &install_result::result, unit::none, "RESULT"},
    value_field{"reason", &install_result::reason},
    steps_field{"steps", &install_result::steps}};

struct install_section {
  std::vector<install_result> installs;  ///< in the order in which they ended

  static constexpr rows_section declared{.key = "installs",
                                         .csv_name = "install",
                                         .rows = &install_section::installs,
                                         .title = "Device models installed and taken out",
                                         .are_events = true};
  bool operator==(const install_section&) const = default;
};

/// All installations of a run.
std::vector<install_result> installs_of(const run_statistics&);

}  // namespace trapline
