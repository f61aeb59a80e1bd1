/// Simulated time. Three quantities that never convert into one another by themselves:
/// `instant` (picoseconds since power-on), `duration` (picoseconds) and `cycles` (of one named clock).
/// A `clock_domain` is the only bridge between them, and it is an exact fraction: the 8254's
/// 13125000/11 Hz neither drifts nor rounds away over any length of simulation.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

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
      : num_{numerator_hz}, den_{denominator} {
    const u128 ps = static_cast<u128>(denominator) * ps_per_s;
    const auto common = static_cast<std::uint64_t>(gcd(ps, numerator_hz));
    period_ps_ = ps / common;
    per_period_ = numerator_hz / common;
  }

  /// The instant of edge n.
  constexpr instant edge(cycles n) const {
    return instant::at_ps(scaled_up(n.count(), period_ps_, per_period_));
  }
  /// How many edges after edge 0 stand at or before t: edges_by(edge(n)) == n.
  constexpr cycles edges_by(instant t) const {
    return cycles{scaled(t.picoseconds(), per_period_, period_ps_)};
  }
  /// The first edge at or after t: time that has to be reached is rounded up, never down.
  constexpr cycles edge_not_before(instant t) const {
    const cycles n = edges_by(t);
    return edge(n) < t ? n + cycles{1} : n;
  }
  /// The cycles that cover d, rounded up.
  constexpr cycles covering(duration d) const {
    return cycles{scaled_up(d.picoseconds(), per_period_, period_ps_)};
  }
  /// The length of n periods, rounded up to a picosecond.
  constexpr duration span(cycles n) const { return edge(n) - instant{}; }

  constexpr std::uint64_t numerator_hz() const { return num_; }
  constexpr std::uint64_t denominator() const { return den_; }

 private:
  __extension__ using u128 = unsigned __int128;
  static constexpr std::uint64_t ps_per_s = 1'000'000'000'000;

  static constexpr u128 gcd(u128 a, u128 b) {
    while (b != 0) {
      const u128 rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
  /// n * times / by. The fraction is in its lowest terms, so that 64 bits are nearly always enough; a
  /// division of 128 bits takes several times as long, and every access of a device makes a few.
  static constexpr std::uint64_t scaled(std::uint64_t n, u128 times, u128 by, std::uint64_t rounding = 0) {
    std::uint64_t product = 0;
    if (times <= u64_max && by <= u64_max &&
        !__builtin_mul_overflow(n, static_cast<std::uint64_t>(times), &product) &&
        !__builtin_add_overflow(product, rounding, &product))
      return product / static_cast<std::uint64_t>(by);
    return static_cast<std::uint64_t>((static_cast<u128>(n) * times + rounding) / by);
  }
  static constexpr std::uint64_t scaled_up(std::uint64_t n, u128 times, u128 by) {
    return scaled(n, times, by, static_cast<std::uint64_t>(by - 1));
  }
  static constexpr u128 u64_max = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t num_;
  std::uint64_t den_;
  // per_period_ periods are exactly period_ps_ picoseconds
  u128 period_ps_ = 0;
  u128 per_period_ = 0;
};

}  // namespace trapline
