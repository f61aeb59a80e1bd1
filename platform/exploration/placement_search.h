/// Which sets of device models to try: every one while they are few; else greedily, by what was found, until no model
/// added, and none exchanged for another, makes it better.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trapline::exploration {

struct movable_model {
  std::string device;
  std::uint64_t bytes = 0;  ///< that it adds where it goes
};

/// A bit a model, in their order.
using model_set = std::uint32_t;

class placement_search {
 public:
  static constexpr std::size_t most_models = 31;
  static constexpr std::size_t most_for_all_sets = 10;

  /// @param budget bytes that all models of a set may have together. @pre no more than most_models.
  placement_search(std::vector<movable_model>, std::optional<std::uint64_t> budget);

  bool is_exhaustive() const { return models_.size() <= most_for_all_sets; }
  /// The sets to be tried now, among them the empty one in the beginning; none: the search has ended.
  std::vector<model_set> next() const;
  /// What was found of a set; one that could not be had is worth less than any.
  void learn(model_set, std::optional<double> gain);

  std::uint64_t bytes_of(model_set) const;
  std::vector<std::string> names_of(model_set) const;
  const std::vector<movable_model>& models() const { return models_; }

 private:
  using score = double (placement_search::*)(model_set from, model_set to) const;

  bool fits(model_set s) const { return !budget_ || bytes_of(s) <= *budget_; }
  std::vector<model_set> every_set() const;
  std::vector<model_set> with_one_more(model_set) const;
  std::vector<model_set> with_one_exchanged(model_set) const;
  /// Of these, what nothing is known of.
  std::vector<model_set> unknown(const std::vector<model_set>&) const;
  double gained(model_set from, model_set to) const { return found_.at(to) - found_.at(from); }
  double gained_a_byte(model_set from, model_set to) const;
  /// The best of those that are better than `from`.
  std::optional<model_set> best(model_set from, const std::vector<model_set>&, score) const;
  /// Adds, then exchanges, as long as it gets better. @return what it has to know first
  std::vector<model_set> climb(score) const;

  std::vector<movable_model> models_;
  std::optional<std::uint64_t> budget_;
  std::map<model_set, double> found_;
};

}  // namespace trapline::exploration
