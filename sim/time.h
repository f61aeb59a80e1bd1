/// Simulated time. Three quantities that never convert into one another by themselves:
/// `instant` (picoseconds since power-on), `duration` (picoseconds) and `cycles` (of one named clock).
/// A `clock_domain` is the only bridge between them, and it is an exact fraction: the 8254's
/// 13125000/11 Hz neither drifts nor rounds away over any length of simulation.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "sim/fraction.h"

namespace trapline {

/// A length of simulated time, in picoseconds.
class duration {
 public:
  constexpr duration() = default;
  static constexpr duration ps(std::uint64_t n) { return duration{n}; }
  static constexpr duration ns(std::uint64_t n) { return duration{n * 1000}; }
  static constexpr duration us(std::uint64_t n) { return duration{n * 1000'000}; }
  static constexpr duration ms(std::uint64_t n) { return duration{n * 1000'000'000}; }
  static constexpr duration s(std::uint64_t n) { return duration{n * 1000'000'000'000}; }

  constexpr std::uint64_t picoseconds() const { return ps_; }
  constexpr std::uint64_t nanoseconds() const { return ps_ / 1000; }

  friend constexpr auto operator<=>(duration, duration) = default;
  friend constexpr duration operator+(duration a, duration b) { return duration{a.ps_ + b.ps_}; }
  friend constexpr duration operator-(duration a, duration b) { return duration{a.ps_ - b.ps_}; }
  friend constexpr duration operator*(duration a, std::uint64_t n) { return duration{a.ps_ * n}; }
  friend constexpr duration operator/(duration a, std::uint64_t n) { return duration{a.ps_ / n}; }
  constexpr duration& operator+=(duration b) {
    ps_ += b.ps_;
    return *this;
  }

 private:
  constexpr explicit duration(std::uint64_t ps) : ps_{ps} {}
  std::uint64_t ps_ = 0;
};

/// A point of simulated time, in picoseconds since power-on (2^64 ps are 213 days).
class instant {
 public:
  constexpr instant() = default;
  static constexpr instant at_ps(std::uint64_t n) { return instant{n}; }
  /// Later than anything that happens. What a device without a pending event answers.
  static constexpr instant never() { return instant{std::numeric_limits<std::uint64_t>::max()}; }

  constexpr std::uint64_t picoseconds() const { return ps_; }
  constexpr std::uint64_t nanoseconds() const { return ps_ / 1000; }

  friend constexpr auto operator<=>(instant, instant) = default;
  friend constexpr instant operator+(instant a, duration d) { return instant{a.ps_ + d.picoseconds()}; }
  friend constexpr instant operator-(instant a, duration d) { return instant{a.ps_ - d.picoseconds()}; }
  friend constexpr duration operator-(instant a, instant b) { return duration::ps(a.ps_ - b.ps_); }

 private:
  constexpr explicit instant(std::uint64_t ps) : ps_{ps} {}
  std::uint64_t ps_ = 0;
};

/// A count of one clock's cycles.
class cycles {
 public:
  constexpr cycles() = default;
  constexpr explicit cycles(std::uint64_t n) : n_{n} {}

  constexpr std::uint64_t count() const { return n_; }

  friend constexpr auto operator<=>(cycles, cycles) = default;
  friend constexpr cycles operator+(cycles a, cycles b) { return cycles{a.n_ + b.n_}; }
  friend constexpr cycles operator-(cycles a, cycles b) { return cycles{a.n_ - b.n_}; }
  friend constexpr cycles operator*(cycles a, std::uint64_t n) { return cycles{a.n_ * n}; }
  constexpr cycles& operator+=(cycles b) {
    n_ += b.n_;
    return *this;
  }

 private:
  std::uint64_t n_ = 0;
};

/// A clock of `numerator / denominator` Hz. Edge n of it stands at the first picosecond that is not
/// before n exact periods; edge 0 is power-on.
class clock_domain {
 public:
  /// @pre both positive.
  constexpr explicit clock_domain(std::uint64_t numerator_hz, std::uint64_t denominator = 1)
      : clock_domain{numerator_hz, denominator, fraction::u128{denominator} * ps_per_s} {}

  /// The instant of edge n.
  constexpr instant edge(cycles n) const { return instant::at_ps(to_ps_.up(n.count())); }
  /// How many edges after edge 0 stand at or before t: edges_by(edge(n)) == n.
  constexpr cycles edges_by(instant t) const { return cycles{from_ps_.down(t.picoseconds())}; }
  /// The first edge at or after t: time that has to be reached is rounded up, never down.
  constexpr cycles edge_not_before(instant t) const {
    const cycles n = edges_by(t);
    return edge(n) < t ? n + cycles{1} : n;
  }
  /// The cycles that cover d, rounded up.
  constexpr cycles covering(duration d) const { return cycles{from_ps_.up(d.picoseconds())}; }
  /// The length of n periods, rounded up to a picosecond.
  constexpr duration span(cycles n) const { return edge(n) - instant{}; }

  constexpr std::uint64_t numerator_hz() const { return num_; }
  constexpr std::uint64_t denominator() const { return den_; }

 private:
  using u128 = fraction::u128;
  static constexpr std::uint64_t ps_per_s = 1'000'000'000'000;

  /// numerator_hz periods are exactly `ps` picoseconds.
  constexpr clock_domain(std::uint64_t numerator_hz, std::uint64_t denominator, u128 ps)
      : clock_domain{numerator_hz, denominator, ps, gcd(ps, numerator_hz)} {}
  constexpr clock_domain(std::uint64_t numerator_hz, std::uint64_t denominator, u128 ps, u128 common)
      : num_{numerator_hz},
        den_{denominator},
        to_ps_{ps / common, numerator_hz / common},
        from_ps_{numerator_hz / common, ps / common} {}

  static constexpr u128 gcd(u128 a, u128 b) {
    while (b != 0) {
      const u128 rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
  std::uint64_t num_;
  std::uint64_t den_;
  fraction to_ps_;
  fraction from_ps_;
};

}  // namespace trapline
