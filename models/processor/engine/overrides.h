/// Functions of the library that this executable replaces. Each file that replaces some lists them here,
/// which makes the linker keep it and lets opening a core verify that the library really calls ours.
#pragma once

#include <span>

namespace trapline::engine {

struct replacement {
  const char* name;
  const void* ours;
};

std::span<const replacement> translation_replacements();
std::span<const replacement> kept_replacements();
std::span<const replacement> interrupt_replacements();
std::span<const replacement> memory_replacements();
std::span<const replacement> abort_replacements();
std::span<const replacement> paging_replacements();
std::span<const replacement> slow_access_replacements();
std::span<const replacement> store_replacements();
std::span<const replacement> port_replacements();
std::span<const replacement> system_replacements();
std::span<const replacement> code_buffer_replacements();
std::span<const replacement> access_replacements();
std::span<const replacement> fetch_replacements();
std::span<const replacement> lookup_replacements();
std::span<const replacement> arithmetic_replacements();
std::span<const replacement> check_replacements();
std::span<const replacement> debug_replacements();
std::span<const replacement> segment_replacements();
std::span<const replacement> x87_replacements();
std::span<const replacement> fxsave_replacements();
std::span<const replacement> masked_store_replacements();
std::span<const replacement> sse_arithmetic_replacements();
std::span<const replacement> sse_comparison_replacements();
std::span<const replacement> sse_conversion_replacements();

/// @throws std::runtime_error naming a function of which the library would use its own.
void verify_replacements();

}  // namespace trapline::engine
