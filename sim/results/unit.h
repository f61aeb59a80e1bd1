/// What a figure of the results counts in.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace trapline {

enum class unit : std::uint8_t { none, cycles, ns, s, bytes };

/// As the CSV's column has it, and the end of a JSON key.
inline std::string_view name_of(unit u) {
  constexpr std::array<std::string_view, 5> names{"", "cycles", "ns", "s", "bytes"};
  return names[static_cast<std::size_t>(u)];
}

/// "drift" in nanoseconds is "drift_ns".
inline std::string with_unit(std::string_view name, unit u) {
  return std::string{name} + (u == unit::none ? "" : "_" + std::string{name_of(u)});
}

/// What results write of a number that is not whole: three decimals are more than the costs are good for
/// and always print the same.
double rounded(double value);

}  // namespace trapline
