#include "sim/results/results.h"

#include <algorithm>
#include <tuple>

namespace trapline {

cycle_figures figures_of(const histogram& h) {
  return {.count = h.count(),
          .min = h.least().count(),
          .p50 = h.quantile(50, 100).count(),
          .p95 = h.quantile(95, 100).count(),
          .p99 = h.quantile(99, 100).count(),
          .p999 = h.quantile(999, 1000).count(),
          .max = h.greatest().count(),
          .total = h.sum().count()};
}

std::vector<step_figures> figures_of(const std::vector<step_sum>& steps,
                                     const step_vocabulary& names) {
  std::vector<step_figures> all;
  all.reserve(steps.size());
  for (const step_sum& s : steps)
    all.push_back({s.in, std::string{names.name_of(s.what)}, s.count, s.total.count(), s.after_divider});
  return all;
}

void results::take(const run_statistics& statistics,
                   const std::function<bool(const std::string& vm)>& wanted) {
  for (const path_statistics& p : statistics.paths())
    if (p.accesses.totals().count() > 0 && wanted(p.key.vm))
      paths.push_back({p.key.vm, p.key.path, p.key.device, p.key.towards, figures_of(p.accesses.totals()),
                       figures_of(p.accesses.steps(), statistics.steps())});
  for (const exit_statistics& e : statistics.exits())
    if (e.away.count() > 0 && wanted(e.vm)) exits.push_back({e.vm, e.reason, figures_of(e.away)});
  for (const interrupt_statistics& i : statistics.interrupts())
    if (i.raised > 0 && wanted(i.vm))
      interrupts.push_back({i.vm, i.source, i.injection, i.raised, i.delivered, i.merged, i.dropped,
                            i.pending(), i.drift_ns(), figures_of(i.to_handler.totals()),
                            figures_of(i.to_eoi.totals()), figures_of(i.story.totals()),
                            figures_of(i.to_handler.steps(), statistics.steps()), figures_of(i.to_eoi.steps(), statistics.steps()),
                            figures_of(i.story.steps(), statistics.steps())});
  for (const install_statistics& i : statistics.installs())
    if (i.installs.totals().count() > 0 && wanted(i.vm))
      installs.push_back({i.vm, i.device, i.from, i.to, figures_of(i.installs.totals()),
                          figures_of(i.installs.steps(), statistics.steps())});

  std::ranges::stable_sort(paths, {}, [](const path_result& p) {
    return std::tie(p.vm, p.path, p.device, p.towards);
  });
  std::ranges::stable_sort(exits, {}, [](const exit_result& e) { return std::tie(e.vm, e.reason); });
  std::ranges::stable_sort(interrupts, {}, [](const interrupt_result& i) {
    return std::tie(i.vm, i.source, i.injection);
  });
  std::ranges::stable_sort(installs, {}, [](const install_result& i) {
    return std::tie(i.vm, i.device, i.from, i.to);
  });
}

}  // namespace trapline
