#include "platform/exploration/placement_search.h"

#include <algorithm>
#include <limits>

namespace trapline::exploration {

placement_search::placement_search(std::vector<movable_model> models, std::optional<std::uint64_t> budget)
    : models_{std::move(models)}, budget_{budget} {}

std::uint64_t placement_search::bytes_of(model_set s) const {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < models_.size(); ++i)
    if ((s >> i & 1) != 0) all += models_[i].bytes;
  return all;
}

std::vector<std::string> placement_search::names_of(model_set s) const {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < models_.size(); ++i)
    if ((s >> i & 1) != 0) all.push_back(models_[i].device);
  return all;
}

void placement_search::learn(model_set s, std::optional<double> gain) {
  found_[s] = gain.value_or(-std::numeric_limits<double>::infinity());
}

std::vector<model_set> placement_search::every_set() const {
  std::vector<model_set> all;
  for (model_set s = 0; s < model_set{1} << models_.size(); ++s)
    if (fits(s)) all.push_back(s);
  return all;
}

std::vector<model_set> placement_search::with_one_more(model_set from) const {
  std::vector<model_set> all;
  for (std::size_t i = 0; i < models_.size(); ++i)
    if (const model_set more = from | model_set{1} << i; more != from && fits(more)) all.push_back(more);
  return all;
}

std::vector<model_set> placement_search::with_one_exchanged(model_set from) const {
  std::vector<model_set> all;
  for (std::size_t out = 0; out < models_.size(); ++out)
    for (std::size_t in = 0; in < models_.size(); ++in)
      if ((from >> out & 1) != 0 && (from >> in & 1) == 0)
        if (const model_set other = (from & ~(model_set{1} << out)) | model_set{1} << in; fits(other))
          all.push_back(other);
  return all;
}

std::vector<model_set> placement_search::unknown(const std::vector<model_set>& sets) const {
  std::vector<model_set> all;
  for (const model_set s : sets)
    if (!found_.contains(s)) all.push_back(s);
  return all;
}

double placement_search::gained_a_byte(model_set from, model_set to) const {
  const std::uint64_t before = bytes_of(from), after = bytes_of(to);
  const double gain = gained(from, to);
  return after > before ? gain / static_cast<double>(after - before) : gain;
}

std::optional<model_set> placement_search::best(model_set from, const std::vector<model_set>& sets,
                                                score by) const {
  std::optional<model_set> chosen;
  for (const model_set s : sets)
    if (gained(from, s) > 0 && (!chosen || (this->*by)(from, s) > (this->*by)(from, *chosen))) chosen = s;
  return chosen;
}

std::vector<model_set> placement_search::climb(score by) const {
  model_set at = 0;
  if (!found_.contains(at)) return {at};
  for (;;) {
    const std::vector<model_set> more = with_one_more(at);
    if (auto first = unknown(more); !first.empty()) return first;
    std::optional<model_set> better = best(at, more, by);
    if (!better) {
      const std::vector<model_set> exchanged = with_one_exchanged(at);
      if (auto first = unknown(exchanged); !first.empty()) return first;
      better = best(at, exchanged, by);
    }
    if (!better) return {};
    at = *better;
  }
}

std::vector<model_set> placement_search::next() const {
  if (is_exhaustive()) return unknown(every_set());
  if (auto first = climb(&placement_search::gained); !first.empty()) return first;
  // Other sets on the front of gain against bytes.
  return climb(&placement_search::gained_a_byte);
}

}  // namespace trapline::exploration
