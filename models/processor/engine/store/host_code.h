/// Code of the host as the library's generator writes it: where it refers to what lies outside of it. Such
/// code can be put elsewhere when its references are made anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trapline::engine {

struct outside_reference {
  std::uint32_t at;  ///< of the field, from the code's begin
  bool absolute;     ///< eight bytes that hold the address; else four, relative to the field's end
  std::uintptr_t target;
};

/// Appends the references of this code, which lies where it was made to run. What lies from `before` up to its
/// end moves along with it, so that relative addresses of that stay right.
/// @param middle where one of its instructions begins, somewhere: the code is gone through from there too at the same
/// time. What is found does not depend on it
/// @return whether it can be put elsewhere: every instruction is one that the generator is known to use, and
/// no constant looks like an address
bool find_outside_references(std::span<const std::uint8_t> code, std::uintptr_t before, std::size_t middle,
                             std::vector<outside_reference>&);

/// Where Linux puts programs that are position-independent, libraries, heaps and stacks.
constexpr bool looks_like_address(std::uint64_t value) {
  return value >= 0x5000'0000'0000 && value < 0x8000'0000'0000;
}

}  // namespace trapline::engine
