/// What the estimates of angles start from: sines, cosines and arctangents of i/512, made by the compiler.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/processor/engine/fpu/scaled.h"

namespace trapline::fpu::estimates {

inline constexpr unsigned step_bits = 9;  ///< of the tables of angles

struct sine_and_cosine {
  fixed sine = 0, cosine = fixed_one;
};

/// By the power series.
constexpr sine_and_cosine sine_and_cosine_of_step() {
  sine_and_cosine sum;
  fixed term = fixed_one;
  for (unsigned n = 1; n < 16; ++n) {
    term = (term >> step_bits) / n;
    fixed& to = n % 2 ? sum.sine : sum.cosine;
    to = n % 4 < 2 ? to + term : to - term;
  }
  return sum;
}

/// Of i/512, to pi/4: each is the one before turned by a step. Off by 2^-115 at most.
inline constexpr auto angles = [] {
  std::array<sine_and_cosine, 404> table;
  const sine_and_cosine step = sine_and_cosine_of_step();
  for (std::size_t i = 1; i < table.size(); ++i) {
    const sine_and_cosine& from = table[i - 1];
    table[i] = {product(from.sine, step.cosine) + product(from.cosine, step.sine),
                product(from.cosine, step.cosine) - product(from.sine, step.sine)};
  }
  return table;
}();

/// By the power series. @pre x is small
constexpr fixed arctangent_series(fixed x) {
  const fixed square = product(x, x);
  fixed sum = 0, power = x;
  for (unsigned n = 1; power != 0; n += 2) {
    sum = n % 4 == 1 ? sum + power / n : sum - power / n;
    power = product(power, square);
  }
  return sum;
}

/// atan(i/512): each is the one before and the arctangent of (1/512) / (1 + i (i - 1) / 512^2). Off by 2^-108 at most.
inline constexpr auto arctangents = [] {
  constexpr std::size_t steps = std::size_t{1} << step_bits;
  std::array<fixed, steps + 1> table{};
  for (std::size_t i = 1; i < table.size(); ++i)
    table[i] = table[i - 1] + arctangent_series(fixed_one / (steps * steps + i * (i - 1)) << step_bits);
  return table;
}();

}  // namespace trapline::fpu::estimates
