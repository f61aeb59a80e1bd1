/// The page of guest code that is being translated, in host memory: one look-up a block in place of one for
/// each byte of code.
#pragma once

#include <cstdint>

#include "models/processor/engine/library.h"

namespace trapline::engine {

class code_window {
 public:
  /// Opens on the page of `linear`; stays shut where its code is not in RAM or ROM. May leave by longjmp like
  /// any fetch.
  void open(library::cpu_env& env, std::uint64_t linear) {
    shut();
    void* host = nullptr;
    get_page_addr_code_hostp_x86_64(&env, linear, &host);
    if (!host) return;
    page_ = linear & ~page_offset;
    host_ = static_cast<const std::uint8_t*>(host) - (linear & page_offset);
  }
  void shut() { page_ = nowhere; }

  /// The bytes from `linear` on, up to the end of their page; nothing outside the window.
  const std::uint8_t* at(std::uint64_t linear) const {
    return (linear & ~page_offset) == page_ ? host_ + (linear & page_offset) : nullptr;
  }

 private:
  static constexpr std::uint64_t page_offset = 0xfff, nowhere = ~std::uint64_t{0};
  std::uint64_t page_ = nowhere;  // linear
  const std::uint8_t* host_ = nullptr;
};

}  // namespace trapline::engine
