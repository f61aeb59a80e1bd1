/// What both benchmark programs print: one JSON object a line. Rates are of processor time, so that other
/// work on the machine disturbs them little.
#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>

namespace trapline::engine_tests {

class stopwatch {
 public:
  double seconds() const { return static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t begin_ = std::clock();
};

inline void report(const char* engine, const char* name, double value, const char* unit) {
  std::printf("{\"engine\": \"%s\", \"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}\n", engine, name,
              value, unit);
  std::fflush(stdout);
}

struct loop {
  const char* name;
  std::uint32_t iterations;
  double instructions_each;  ///< of an iteration, on average
};

inline constexpr loop compute{"compute", 160'000'000, 9};
inline constexpr loop memory{"memory", 40'000'000, 11};
inline constexpr loop branchy{"branchy", 40'000'000, 11.25};
inline constexpr loop x87{"x87", 5'000'000, 7};
inline constexpr loop sse{"sse", 5'000'000, 7};
inline constexpr loop x87_divide{"x87_divide", 5'000'000, 8};
inline constexpr loop x87_functions{"x87_functions", 200'000, 15};
inline constexpr loop sse_convert{"sse_convert", 5'000'000, 10};
inline constexpr loop sse_packed{"sse_packed", 5'000'000, 9};
inline constexpr loop floating_point[] = {x87, x87_divide, x87_functions, sse, sse_packed, sse_convert};
inline constexpr loop ports{"ports", 5'000'000, 3};

}  // namespace trapline::engine_tests
