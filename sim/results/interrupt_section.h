/// Interrupts: a row a VM, source and way of injection.
#pragma once

#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

struct interrupt_result {
  std::string vm, source, injection;
  std::uint64_t raised = 0, delivered = 0, merged = 0, dropped = 0, pending = 0;
  /// How far a guest that tells the time by this source has fallen behind the wall clock.
  std::int64_t drift_ns = 0;
  cycle_figures to_handler, to_eoi, story;
  std::vector<step_figures> to_handler_steps, to_eoi_steps, story_steps;
  bool operator==(const interrupt_result&) const = default;
};

inline constexpr std::array to_handler_columns{
    latency_column{latency_column::kind::figure, ">TO HANDLER", "mean"},
    latency_column{latency_column::kind::figure, ">P99", "p99"}};
inline constexpr std::array to_eoi_columns{latency_column{latency_column::kind::figure, ">TO EOI", "mean"},
                                           latency_column{latency_column::kind::figure, ">P99", "p99"}};

template <>
inline constexpr auto fields_of<interrupt_result> = std::tuple{
    key_field{"vm", &interrupt_result::vm, csv_column::vm, "VM"},
    key_field{"source", &interrupt_result::source, csv_column::name, "SOURCE"},
    key_field{"injection", &interrupt_result::injection, csv_column::path, "INJECTION"},
    value_field{"raised", &interrupt_result::raised, unit::none, ">RAISED"},
    value_field{"delivered", &interrupt_result::delivered, unit::none, ">DELIVERED"},
    value_field{"merged", &interrupt_result::merged, unit::none, ">MERGED"},
    value_field{"dropped", &interrupt_result::dropped, unit::none, ">DROPPED"},
    value_field{"pending", &interrupt_result::pending, unit::none, ">PENDING"},
    value_field{"drift", &interrupt_result::drift_ns, unit::ns, ">DRIFT MS", shown::milliseconds},
    latency_field{"to_handler", &interrupt_result::to_handler, &interrupt_result::to_handler_steps,
                  to_handler_columns},
    latency_field{"to_eoi", &interrupt_result::to_eoi, &interrupt_result::to_eoi_steps, to_eoi_columns},
    latency_field{"story", &interrupt_result::story, &interrupt_result::story_steps, no_columns}};

struct interrupt_section {
  std::vector<interrupt_result> interrupts;

  static constexpr rows_section declared{"interrupts", "interrupt", &interrupt_section::interrupts,
                                         "Interrupts (mean and P99 in cycles)"};
  void take(const run_statistics& all, const vm_filter& wanted) {
    for (const interrupt_statistics& i : all.interrupts())
      if (i.raised > 0 && wanted(i.vm))
        interrupts.push_back(
            {i.vm, i.source, i.injection, i.raised, i.delivered, i.merged, i.dropped, i.pending, i.drift_ns(),
             figures_of(i.to_handler.totals()), figures_of(i.to_eoi.totals()), figures_of(i.story.totals()),
             figures_of(i.to_handler.steps(), all.steps()), figures_of(i.to_eoi.steps(), all.steps()),
             figures_of(i.story.steps(), all.steps())});
  }
  bool operator==(const interrupt_section&) const = default;
};

}  // namespace trapline
