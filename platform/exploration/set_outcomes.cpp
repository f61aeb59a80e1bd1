#include "platform/exploration/set_outcomes.h"

#include <algorithm>

namespace trapline::exploration {

namespace {

constexpr model_set base_line = 0;

}  // namespace

std::string set_outcomes::trouble() const {
  const auto base = found_.find(base_line);
  return base == found_.end() ? "it has no result" : base->second.failed;
}

std::vector<double> set_outcomes::gains_of(const outcome& o) const {
  const std::map<std::uint64_t, double>& base = found_.at(base_line).work_ns;
  std::vector<double> all;
  for (const auto& [seed, work] : o.work_ns)
    if (const auto same = base.find(seed); same != base.end()) all.push_back(1 - work / same->second);
  return all;
}

std::optional<double> set_outcomes::gain_of(model_set set) const {
  const auto found = found_.find(set);
  if (found == found_.end() || !found->second.failed.empty() || !found_.contains(base_line))
    return std::nullopt;
  const std::vector<double> gains = gains_of(found->second);
  return gains.empty() ? std::nullopt : std::optional{estimate_of(gains).mean};
}

std::vector<tried_set> set_outcomes::tried(const placement_search& search,
                                           const device_shares& shares) const {
  std::vector<tried_set> all;
  for (const auto& [set, what] : found_) {
    tried_set& one = all.emplace_back();
    one.models = search.names_of(set);
    one.bytes = search.bytes_of(set);
    one.failed = what.failed;
    if (!what.failed.empty()) continue;
    std::vector<double> works;
    for (const auto& [seed, work] : what.work_ns) works.push_back(work);
    one.work_ns = estimate_of(works);
    one.gain = estimate_of(gains_of(what));
    one.first_order = shares.first_order(
        [&](std::string_view device) { return std::ranges::find(one.models, device) != one.models.end(); });
  }
  return all;
}

}  // namespace trapline::exploration
