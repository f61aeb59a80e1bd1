/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): 64 bits of state, every seed as good as another.
#pragma once

#include <cstdint>

namespace trapline {

/// The next 64 random bits of the stream that `state` stands in.
constexpr std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace trapline
