/// How much is worth translating at once. A block is executed at least once, all of it, before it is gone: unless it is
/// left by faults at every turn, or changes itself. There most of what is translated is so in vain, and blocks become
/// as short as what is executed of them.
#pragma once

#include <algorithm>
#include <cstdint>

namespace trapline::engine {

class translation_pace {
 public:
  /// How many instructions the next block may have.
  unsigned most() const { return most_; }
  bool limits() const { return most_ < unlimited; }

  /// A block of these has been translated; `executed` in all, until now.
  void translated(std::uint64_t instructions, std::uint64_t executed) {
    translated_ += instructions;
    if (++blocks_ < window) return;
    const std::uint64_t done = executed - since_;
    if (2 * done < translated_)
      most_ = static_cast<unsigned>(std::max<std::uint64_t>(done / window, 1));
    else if (done >= translated_)
      most_ = std::min(2 * most_, unlimited);
    since_ = executed;
    translated_ = blocks_ = 0;
  }

 private:
  static constexpr unsigned window = 32, unlimited = 1024;

  std::uint64_t translated_ = 0, blocks_ = 0, since_ = 0;
  unsigned most_ = unlimited;
};

}  // namespace trapline::engine
