/// Who had each processor over time, in stretches of equal length: what a chart of a run is drawn of, whatever
/// the run's length.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/costs/account.h"
#include "sim/records/record_listener.h"

namespace trapline {

class processor_shares final : public record_listener {
 public:
  void processor_spent(const processor_span&) override;
  /// For each processor its stretches, from power-on on: [guest, monitor, service OS, idle] in cycles, where guest
  /// code has what nobody else had. @param totals how long each processor's time was.
  nlohmann::ordered_json report(const std::vector<std::uint64_t>& totals) const;

 private:
  /// A run has at most so many stretches, and more than half as many if it is longer than the shortest ones.
  static constexpr std::size_t most = 128;
  static constexpr std::uint64_t shortest = 1024;  ///< cycles

  using stretch = std::array<std::uint64_t, static_cast<std::size_t>(account::count_)>;

  /// Each two stretches become one.
  void halve();

  std::uint64_t length_ = shortest;
  std::vector<std::vector<stretch>> by_processor_;
};

}  // namespace trapline
