/// How the time that a step takes varies from one time to the next: three distributions and none, as
/// quantile functions in fixed point, so that drawing one is an index and two products.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trapline {

enum class spread_class : std::uint8_t { fixed, hardware, software, scheduler };

struct spread_description {
  std::string_view name;
  double sigma;       ///< of the logarithm
  double tail_share;  ///< of the draws that take the tail's multiplier instead
  double tail_least;  ///< multipliers of the tail, evenly between these
  double tail_most;
};

const spread_description& describe(spread_class);
std::optional<spread_class> spread_named(std::string_view);

/// The distribution's quantiles: what a random number leads to. Their mean is 1 to within a ten-thousandth.
class multiplier_table {
 public:
  static constexpr unsigned fraction_bits = 16;

  explicit multiplier_table(const spread_description&);
  /// The quantile at u / 2^32.
  std::uint32_t at(std::uint32_t u) const { return has_tail_ ? with_tail(u) : of_body(u); }
  /// So many times `mean`, to the nearest.
  std::uint64_t times(std::uint64_t mean, std::uint32_t u) const {
    return (mean * at(u) + (std::uint64_t{1} << (fraction_bits - 1))) >> fraction_bits;
  }

 private:
  struct normal_quantiles;
  static constexpr unsigned cell_bits = 10;
  static constexpr std::size_t cells = std::size_t{1} << cell_bits;
  static constexpr unsigned rest_bits = 32 - cell_bits;  ///< of a random number, behind its cell
  /// Quantiles at even distances, both ends included; between them it is taken to be straight.
  using curve = std::array<std::uint32_t, cells + 1>;
  static std::uint32_t along(const curve& c, std::uint32_t u) {
    const std::uint32_t cell = u >> rest_bits;
    return between(c[cell], c[cell + 1], u & ((1U << rest_bits) - 1), 1U << rest_bits);
  }
  /// Where what lies from one to the other is divided in `width`, how far `part` of it is.
  static std::uint32_t between(std::uint32_t from, std::uint32_t to, std::uint64_t part,
                               std::uint64_t width) {
    return from + static_cast<std::uint32_t>(((to - from) * part + width / 2) / width);
  }
  std::uint32_t of_body(std::uint32_t u) const {
    const std::uint32_t cell = u >> rest_bits;
    return cell - 1 < cells - 2 ? along(body_, u) : of_an_end(u);
  }
  std::uint32_t of_an_end(std::uint32_t u) const;
  std::uint32_t with_tail(std::uint32_t u) const;
  double mean_of_body() const;

  // The first and the last cell of the body, where it is far from straight, have a curve of their own.
  curve body_{}, first_{}, last_{};
  bool has_tail_;
  std::uint64_t tail_from_;  ///< the u from which the tail's multipliers are taken
  std::uint32_t tail_least_ = 0, tail_most_ = 0;
};

const multiplier_table& multipliers(spread_class);

}  // namespace trapline
