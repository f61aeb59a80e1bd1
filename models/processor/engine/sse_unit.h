/// What the replacements of SSE's instructions have in common: MXCSR before and after, and elements of
/// vectors.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/fpu/vector_element.h"
#include "models/processor/engine/library.h"

namespace trapline::engine::sse {

/// A vector register, of which the library hands over the address.
using vector = void*;

class instruction {
 public:
  /// @param caller where in translated code the call came from
  instruction(library::cpu_env* env, void* caller)
      : core_{core_state::of_env(env)}, caller_{caller}, c{fpu::vector_context(*core_.mxcsr)} {}

  /// What was found goes to MXCSR; an unmasked exception leaves, and the destination is as it was.
  void finish() {
    if (c.raised) [[unlikely]]
      report();
  }

 private:
  core_state& core_;
  void* caller_;

  [[gnu::noinline]] void report() {
    constexpr int vector_ud = 6, vector_xm = 19;
    constexpr std::uint64_t cr4_osxmmexcpt = 0x400;
    c.stopped();
    *core_.mxcsr |= c.raised;
    if ((c.raised & c.unmasked) == 0) return;
    raise_exception_err_ra_x86_64(core_.env, core_.env->cr[4] & cr4_osxmmexcpt ? vector_xm : vector_ud, 0,
                                  reinterpret_cast<std::uintptr_t>(caller_));
  }

 public:
  fpu::context c;
};

template <typename Format, unsigned n>
using elements = std::array<typename Format::bits, n>;

template <typename T>
T read(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
void write(void* to, const T& value) {
  std::memcpy(to, &value, sizeof value);
}

/// The first n elements of the destination become a function of theirs and the source's.
template <typename Format, unsigned n, auto function>
void each(library::cpu_env* env, vector destination, const void* source, void* caller) {
  instruction i{env, caller};
  auto d = read<elements<Format, n>>(destination);
  const auto s = read<elements<Format, n>>(source);
  for (unsigned k = 0; k < n; ++k) d[k] = function(d[k], s[k], i.c);
  i.finish();
  write(destination, d);
}

}  // namespace trapline::engine::sse
