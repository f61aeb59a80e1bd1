/// How the time that a step takes varies from one time to the next: three distributions and none, as
/// tables of multipliers in fixed point, so that drawing one is an index and a product.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trapline {

enum class spread_class : std::uint8_t { fixed, hardware, software, scheduler };

struct spread_description {
  std::string_view name;
  double sigma;          ///< of the logarithm
  double tail_share;     ///< of the draws that take the tail's multiplier instead
  double tail_least;     ///< multipliers of the tail, evenly between these
  double tail_most;
};

const spread_description& describe(spread_class);
std::optional<spread_class> spread_named(std::string_view);

/// Quantiles of the distribution at even distances; their mean is exactly 1.
struct multiplier_table {
  static constexpr unsigned fraction_bits = 16;
  static constexpr std::size_t entries = 1024;
  std::array<std::uint32_t, entries> of{};
};

const multiplier_table& multipliers(spread_class);

}  // namespace trapline
