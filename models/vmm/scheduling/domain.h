/// Something that a monitor gives a processor to: a virtual machine's processor, or the service OS.
#pragma once

#include <cstdint>
#include <string>

#include "models/vmm/scheduling/processor_set.h"
#include "sim/time.h"

namespace trapline::processor {
class physical_processor;
}

namespace trapline::vmm {

class domain {
 public:
  enum class state : std::uint8_t { blocked, runnable, running };

  explicit domain(std::string name) : name_{std::move(name)} {}
  domain(const domain&) = delete;
  domain& operator=(const domain&) = delete;
  virtual ~domain() = default;

  /// Uses the processor until the domain blocks, ends or is told to give way; leaves its state as
  /// blocked or runnable.
  virtual void run(processor::physical_processor&) = 0;

  /// Whether, while it runs, nothing that other processors do concerns it but the timers that it keeps itself
  /// and those of next_timer_elsewhere().
  virtual bool left_alone() const { return false; }
  /// When somebody else may do something for it in its own time; an instant that is past: at any time.
  virtual instant next_timer_elsewhere() const { return instant::never(); }
  /// Its processor has polled for it: it has been woken, the time is up, or another domain wants the processor.
  virtual void polled(const processor::physical_processor&) {}

  const std::string& name() const { return name_; }
  state now = state::blocked;
  /// It does not go on before this: when it was woken, or when it left the processor that ran it last.
  instant ready_at;
  /// Whether its processor held another domain's state before this turn.
  bool switched_in = false;
  /// Blocked, it keeps its processor until then, which polls for what wakes it, unless another domain wants that.
  instant polls_until;
  /// Its processor was polling for it when this turn began.
  bool still_polling = false;
  /// Drives the machine's devices: a policy that knows no priorities of its own lets it go first.
  bool boosted = false;
  /// Its share of the processors beside the others', where the policy has shares.
  std::uint32_t weight = 256;
  /// The most that it may have of a processor, in percent, where the policy has caps; 0 is no cap.
  std::uint32_t cap = 0;
  /// The processors that it may use.
  processor_set processors = processor_set::all();
  /// The processor that it runs on, or ran on last. It keeps the domain's timers.
  std::size_t home = 0;
  /// It blocks in the middle of an access, and goes on when the answer is there.
  bool awaits_answer = false;
  /// The answer is there, and its turn was not over: who ran meanwhile makes way. For the policy's own use.
  bool holds_turn = false;
  /// An operator keeps it from running (monitor::hold()).
  bool held = false;
  /// It has something to do and is held.
  bool woken = false;
  /// For the policy's own use: what it keeps of this domain.
  std::size_t slot = no_slot;
  static constexpr std::size_t no_slot = ~std::size_t{0};

  /// Is at home at the first processor that it may use.
  void begin_at_home() {
    while (!may_use(home)) ++home;
  }
  /// Whether it ends the other's turn when it wakes, under a policy that knows no priorities of its own.
  bool goes_before(const domain& other) const {
    return boosted || other.boosted ? boosted && !other.boosted : holds_turn && !other.holds_turn;
  }
  bool may_use(std::size_t cpu) const { return processors.contains(cpu); }

 private:
  std::string name_;
};

}  // namespace trapline::vmm
