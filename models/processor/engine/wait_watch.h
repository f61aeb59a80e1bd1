/// Watches whether the guest only waits: every now and then it follows the code for a few blocks. If that is a
/// waiting_loop's round, the rounds that go the same way until the deadline, before which nothing comes from
/// outside, are counted and not executed. Nothing but the host's time depends on it: the core is where it would
/// be behind so many rounds, and goes on from there.
/// *Not seen*: loops that store (CALL does), that read ports, devices or the time-stamp counter, or count in
/// memory; any while a breakpoint is enabled or accesses to memory have times of their own.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "models/processor/engine/library.h"
#include "models/processor/engine/ticks.h"

namespace trapline::engine {

struct core_state;

class wait_watch {
 public:
  /// Leaves nothing out if skip_waits_of_new_cores() says so.
  explicit wait_watch(core_state&);
  void switch_off() {
    on_ = false;
    next_look_ = ~ticks{0};
  }

  /// When code is looked at next.
  ticks next_look() const { return next_look_; }
  /// The client was asked, or sets a deadline: what the guest does from here on may be something else.
  void begin_anew(ticks now) {
    if (!on_) return;
    next_look_ = following_ ? now + first_ : std::min(next_look_, now + first_);
    following_ = false;
    interval_ = first_;
  }
  /// A device has answered, or somebody else may have changed something.
  void disturb() { disturbed_ = true; }
  /// Code stands in front of a block, and its time until the deadline has been granted. Grants less; may let
  /// time pass.
  void look(const library::translation_block&);

  /// Instructions that were not executed, nor counted by the budget.
  std::uint64_t skipped() const { return skipped_; }

 private:
  // All that a round may change or depend on, memory aside.
  struct machine_state {
    std::array<std::uint64_t, 16> registers;
    std::uint64_t eflags, cc_dst, cc_src, cc_src2;
    std::uint32_t cc_op, hflags, hflags2;
    std::int32_t df;

    bool same_flags(const machine_state&) const;
    bool same_modes(const machine_state&) const;
  };

  machine_state present() const;
  bool may_wait_here() const;
  bool may_be_waiting(const machine_state& ended) const;
  void begin_round(const library::translation_block&);
  void follow(const library::translation_block&);
  /// Behind a round. @return how many more go the same way, at most so many; counters are set as behind those
  std::uint64_t rounds_alike(const machine_state& ended, std::uint64_t most);
  std::uint64_t rounds_to_deadline(ticks round) const;
  void skip(std::uint64_t rounds, ticks round, std::uint64_t instructions);
  void close(bool waited);

  core_state& core_;
  bool on_;
  bool disturbed_ = false;
  bool following_ = false;
  ticks next_look_;
  ticks first_ = 2 * least_first;  // from a client's call to the next look
  ticks interval_ = first_;

  // The round that is being followed.
  machine_state began_{};
  std::uint64_t head_ = 0, code_base_ = 0;
  std::uint32_t flags_ = 0;
  ticks began_at_ = 0, expected_at_ = 0;
  std::uint64_t began_count_ = 0, expected_count_ = 0;
  std::uint32_t written_ = 0;
  unsigned blocks_ = 0;
  unsigned attempts_ = 0;  // behind the first, which only looks whether it is worth while to read the code
  std::vector<std::uint64_t> path_;  // linear addresses of its instructions

  std::uint64_t skipped_ = 0;

  // Looking takes about as long as a few thousand instructions.
  static constexpr ticks least_first = 4096 * ticks_per_cycle, most_first = 2'097'152 * ticks_per_cycle;
  static constexpr ticks longest_interval = ticks{1} << 40;
  static constexpr ticks worth_it = 65'536 * ticks_per_cycle;
  // What is skipped at once, should there be no deadline.
  static constexpr ticks longest_skip = ticks{1} << 44;
  static constexpr unsigned most_blocks = 16, most_attempts = 2;
  static constexpr std::size_t most_instructions = 64;
};

}  // namespace trapline::engine
