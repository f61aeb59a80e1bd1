/// How much translated code a core keeps. When it is full, all of it is dropped and translation starts anew.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trapline::engine {

/// Several times what a boot of Linux needs.
inline constexpr std::size_t usual_code_buffer_bytes = std::size_t{256} << 20;

/// Of the cores that are opened from now on; at least 1 MiB.
extern std::size_t code_buffer_bytes;

/// Whether the core that was opened last has its buffer where it is expected.
extern bool code_buffer_known;
/// What generates a core's code.
struct code_generator {
  void* context = nullptr;
  std::uintptr_t registers = 0;  ///< its operand that stands for the registers' address
};
extern code_generator generator_of_last_core;

}  // namespace trapline::engine
