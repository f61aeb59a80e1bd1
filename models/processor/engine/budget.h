/// The counter that translated code debits: what is left of the time granted, and the instructions
/// executed, in one 64-bit word so that a block costs one addition. Upper half: ticks left, signed.
/// Lower half: instructions since the last grant. A grant is at most 2^31-1 ticks and an instruction
/// costs one at least, so the lower half does not overflow.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/processor/engine/ticks.h"

namespace trapline::engine {

class budget {
 public:
  static constexpr std::int64_t largest_grant = 0x7fff'ffff;

  /// What a block of these adds to the counter.
  static constexpr std::int64_t debit(std::uint64_t cost, std::uint64_t count) {
    return static_cast<std::int64_t>(count) - (static_cast<std::int64_t>(cost) << 32);
  }

  /// @param counter where the translated code finds it
  void attach(std::int64_t* counter) {
    counter_ = counter;
    *counter_ = 0;
  }

  ticks left() const { return static_cast<ticks>(*counter_ >> 32); }
  ticks now() const { return granted_ - left(); }
  std::uint64_t instructions() const { return harvested_ + static_cast<std::uint32_t>(*counter_); }

  /// Lets code run until `t`, or until the largest grant if that is farther.
  void grant_until(ticks t) {
    const ticks n = now();
    grant(n, t > n ? std::min<ticks>(t - n, largest_grant) : 0);
  }
  /// Grants exactly this much from now on.
  void grant_only(ticks amount) { grant(now(), amount); }

  /// Time passes; what is left of the grant becomes less.
  void advance(ticks amount) {
    if (amount <= left()) {
      *counter_ -= static_cast<std::int64_t>(amount) << 32;
    } else {
      grant(now() + amount, 0);
    }
  }

  /// Takes back what was debited and not executed.
  void credit(std::uint64_t cost, std::uint64_t count) {
    // A grant since then has harvested what was counted.
    if (static_cast<std::uint32_t>(*counter_) < count) {
      harvested_ -= count;
      *counter_ += static_cast<std::int64_t>(count);
    }
    *counter_ -= debit(cost, count);
  }

 private:
  void grant(ticks from, ticks amount) {
    harvested_ += static_cast<std::uint32_t>(*counter_);
    granted_ = from + amount;
    *counter_ = static_cast<std::int64_t>(amount) << 32;
  }

  std::int64_t* counter_ = nullptr;
  ticks granted_ = 0;
  std::uint64_t harvested_ = 0;
};

}  // namespace trapline::engine
