#include "sim/results/results.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <type_traits>

#include "sim/results/row_keys.h"
#include "sim/results/settings.h"

namespace trapline {
namespace {

template <class Section, class Row>
void sort_rows(Section& s, const rows_section<Section, Row>& declared) {
  std::ranges::stable_sort(s.*declared.rows, {}, [](const Row& row) { return keys_of(row); });
}

}  // namespace

double rounded(double value) { return std::round(value * 1000) / 1000; }

namespace {

/// Count, least, greatest and sum are there already.
void take_quantiles(cycle_figures& f) {
  const auto quantile = [&](std::uint64_t part, std::uint64_t whole) {
    return quantile_of(f.distribution, f.count, part, whole);
  };
  f.p50 = quantile(50, 100);
  f.p95 = quantile(95, 100);
  f.p99 = quantile(99, 100);
  f.p999 = quantile(999, 1000);
}

}  // namespace

cycle_figures figures_of(const histogram& h) {
  cycle_figures f{.count = h.count(),
                  .min = h.least().count(),
                  .max = h.greatest().count(),
                  .total = h.sum().count(),
                  .distribution = h.used_slots()};
  take_quantiles(f);
  return f;
}

cycle_figures merged_figures(const std::vector<const cycle_figures*>& all) {
  cycle_figures merged;
  std::map<std::uint64_t, histogram_slot> slots;
  for (const cycle_figures* f : all) {
    if (f->count == 0) continue;
    merged.min = merged.count == 0 ? f->min : std::min(merged.min, f->min);
    merged.max = std::max(merged.max, f->max);
    merged.count += f->count;
    merged.total += f->total;
    for (const histogram_slot& s : f->distribution) {
      histogram_slot& slot = slots[s.low];
      slot = {s.low, slot.count + s.count, slot.above + s.above};
    }
  }
  for (const auto& [low, slot] : slots) merged.distribution.push_back(slot);
  take_quantiles(merged);
  return merged;
}

std::vector<step_figures> figures_of(const std::vector<step_sum>& steps, const step_vocabulary& names) {
  std::vector<step_figures> all;
  all.reserve(steps.size());
  for (const step_sum& s : steps)
    all.push_back({s.in, std::string{names.name_of(s.what)}, s.count, s.total.count(), s.after_divider});
  return all;
}

std::vector<install_result> installs_of(const run_statistics& all) {
  std::vector<install_result> rows;
  for (const install_statistics& i : all.installs())
    rows.push_back({i.vm, i.device, i.from, i.to, i.channel, i.asked_by, i.begin.nanoseconds(),
                    i.end.nanoseconds(), i.held_up.nanoseconds(), i.result, i.reason,
                    figures_of(i.steps, all.steps())});
  return rows;
}

void results::add(const results& taken) {
  for_each(*this, [&]<class Section>(Section& section) {
    if constexpr (requires { &Section::take; }) {
      const auto& rows = static_cast<const Section&>(taken).*Section::declared.rows;
      auto& to = section.*Section::declared.rows;
      to.insert(to.end(), rows.begin(), rows.end());
    }
  });
}

void results::take(const run_statistics& statistics, const vm_filter& wanted) {
  for_each(*this, [&](auto& section) {
    if constexpr (requires { section.take(statistics, wanted); }) {
      section.take(statistics, wanted);
      sort_rows(section, section.declared);
    }
  });
}

std::string setting_of(const results& r, std::string_view key) {
  const auto found = std::ranges::find(r.scenario, key, &std::pair<std::string, setting_value>::first);
  if (found == r.scenario.end()) return "";
  return std::visit(
      [](const auto& v) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>)
          return v;
        else
          return std::to_string(v);
      },
      found->second);
}

}  // namespace trapline
