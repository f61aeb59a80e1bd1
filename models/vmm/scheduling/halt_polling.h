/// How long a virtual machine's thread polls, when its guest halts, before it sleeps: KVM's rule. As long as the
/// last waits say that it pays, the time grows from nothing; where they are longer than it may ever be, it shrinks.
/// Linux, Documentation/virt/kvm/halt-polling.rst and virt/kvm/kvm_main.c (kvm_vcpu_halt), 6.12
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::vmm {

/// KVM's parameters of the same names; those of a whole machine there, of a virtual machine here.
struct halt_poll_settings {
  duration most;  ///< halt_poll_ns; nothing: it never polls
  std::uint64_t grow = 2;
  duration grow_start = duration::us(10);
  std::uint64_t shrink = 2;  ///< 0: to nothing at once

  bool operator==(const halt_poll_settings&) const = default;
};

class halt_polling {
 public:
  explicit halt_polling(const halt_poll_settings& s) : settings_{s} {}

  /// For how long the thread polls, should its guest halt now.
  duration length() const { return length_; }
  /// The guest has gone on so long after it halted.
  void waited(duration);

 private:
  halt_poll_settings settings_;
  duration length_;
};

}  // namespace trapline::vmm
