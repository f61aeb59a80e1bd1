/// A guest that was assembled when the tests were built.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace trapline::engine_tests {

inline std::vector<std::uint8_t> guest(const std::string& name) {
  std::ifstream file(std::string(TRAPLINE_ENGINE_GUESTS "/") + name + ".bin", std::ios::binary);
  if (!file) throw std::runtime_error("the guest " + name + " was not assembled");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace trapline::engine_tests
