#include "models/processor/engine/wait_watch.h"

#include <atomic>
#include <iterator>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/decoder.h"
#include "models/processor/engine/wait_skipping.h"
#include "models/processor/engine/waiting_loop.h"

namespace trapline::engine {

namespace {

bool new_cores_skip = true;
std::atomic<std::uint64_t> skipped_in_process{0};

decoded_code instruction_at(core_state& core, std::uint64_t linear, std::uint32_t flags) {
  const code_size size = flags & library::hf_cs64   ? code_size::bits64
                         : flags & library::hf_cs32 ? code_size::bits32
                                                    : code_size::bits16;
  return decode(*core.env, linear, size, core.description);
}

}  // namespace

void skip_waits_of_new_cores(bool on) { new_cores_skip = on; }
std::uint64_t skipped_instructions() { return skipped_in_process.load(std::memory_order_relaxed); }

wait_watch::wait_watch(core_state& core)
    : core_{core}, on_{new_cores_skip}, next_look_{on_ ? 0 : ~ticks{0}} {}

bool wait_watch::machine_state::same_flags(const machine_state& o) const {
  return cc_op == o.cc_op && cc_dst == o.cc_dst && cc_src == o.cc_src && cc_src2 == o.cc_src2;
}

bool wait_watch::machine_state::same_modes(const machine_state& o) const {
  return eflags == o.eflags && hflags == o.hflags && hflags2 == o.hflags2 && df == o.df;
}

wait_watch::machine_state wait_watch::present() const {
  const library::cpu_env& e = *core_.env;
  machine_state s{{}, e.eflags, e.cc_dst, e.cc_src, e.cc_src2, e.cc_op, e.hflags, e.hflags2, e.df};
  std::copy(std::begin(e.regs), std::end(e.regs), s.registers.begin());
  return s;
}

bool wait_watch::may_wait_here() const {
  constexpr std::uint32_t steps = library::hf_tf | library::hf_debug | library::hf_inhibit_irq;
  return !(core_.env->hflags & steps) && core_.traps_due == 0;
}

void wait_watch::look(const library::translation_block& block) {
  if (!on_) return;
  if (!following_) {
    if (!may_wait_here()) return close(false);
    attempts_ = 0;
    begin_round(block);
  } else if (disturbed_ || core_.time.now() != expected_at_ || core_.time.instructions() != expected_count_) {
    return close(false);
  } else if (block.pc == head_ && block.cs_base == code_base_ && block.flags == flags_) {
    if (attempts_ == 0) {
      if (!may_be_waiting(present())) return close(false);
    } else {
      const ticks took = expected_at_ - began_at_;
      if (const std::uint64_t rounds = rounds_alike(present(), rounds_to_deadline(took))) {
        skip(rounds, took, expected_count_ - began_count_);
        return close(rounds * took >= worth_it);
      }
    }
    if (++attempts_ == most_attempts) return close(false);
    begin_round(block);
  }
  follow(block);
}

void wait_watch::begin_round(const library::translation_block& block) {
  following_ = true;
  disturbed_ = false;
  began_ = present();
  head_ = block.pc;
  code_base_ = block.cs_base;
  flags_ = block.flags;
  began_at_ = expected_at_ = core_.time.now();
  began_count_ = expected_count_ = core_.time.instructions();
  written_ = 0;
  blocks_ = 0;
  path_.clear();
}

// Has the block executed, and comes back in front of the one behind it.
void wait_watch::follow(const library::translation_block& block) {
  const auto all = core_.arena.of(&block);
  if (++blocks_ > most_blocks || path_.size() + all.size() > most_instructions) return close(false);
  for (const cost_arena::instruction& i : attempts_ == 0 ? all.first(0) : all) {
    const std::uint64_t at = block.pc + i.offset;
    const decoded_code code = instruction_at(core_, at, flags_);
    if (!only_computes(code)) return close(false);
    written_ |= registers_written(code);
    path_.push_back(at);
  }
  expected_at_ += all.back().cost_up_to;
  expected_count_ += all.size();
  core_.time.grant_only(all.back().cost_up_to);
}

// Most code that goes round and round changes more than a counter or two.
bool wait_watch::may_be_waiting(const machine_state& ended) const {
  constexpr int most_counters = 2;
  int changed = 0;
  for (std::size_t i = 0; i < ended.registers.size(); ++i)
    changed += ended.registers[i] != began_.registers[i];
  return changed <= most_counters && ended.same_modes(began_);
}

std::uint64_t wait_watch::rounds_to_deadline(ticks round) const {
  return std::min(core_.deadline - core_.time.now(), longest_skip) / round;
}

void wait_watch::skip(std::uint64_t rounds, ticks round, std::uint64_t instructions) {
  core_.time.advance(rounds * round);
  skipped_ += rounds * instructions;
  skipped_in_process.fetch_add(rounds * instructions, std::memory_order_relaxed);
}

std::uint64_t wait_watch::rounds_alike(const machine_state& ended, std::uint64_t most) {
  if (!ended.same_modes(began_)) return 0;
  if (ended.registers == began_.registers) return ended.same_flags(began_) ? most : 0;
  // One round more than are left out is executed, and leaves the flags as they have to be.
  if (most < 2) return 0;
  --most;
  // Reading code may leave by longjmp: nothing that has to be taken down may stand on the stack.
  thread_local std::vector<loop_counter> counters;
  counters.clear();
  for (unsigned i = 0; i < ended.registers.size(); ++i)
    if (ended.registers[i] != began_.registers[i])
      counters.emplace_back(i, began_.registers.data(), written_);
  for (const std::uint64_t linear : path_) {
    const decoded_code code = instruction_at(core_, linear, flags_);
    for (loop_counter& c : counters) c.follow(code);
  }
  for (const loop_counter& c : counters) {
    most = std::min(most, c.rounds());
    if (c.after(1, began_.registers[c.number()]) != ended.registers[c.number()]) return 0;
  }
  if (most == 0) return 0;
  for (const loop_counter& c : counters)
    core_.env->regs[c.number()] = c.after(most, ended.registers[c.number()]);
  return most;
}

// A guest that was seen waiting is looked at sooner after the next call; one that was not, ever more rarely.
void wait_watch::close(bool waited) {
  following_ = false;
  if (waited) {
    first_ = interval_ = least_first;
  } else {
    if (interval_ <= first_) first_ = std::min(2 * first_, most_first);
    interval_ = std::min(2 * std::max(interval_, first_ / 2), longest_interval);
  }
  next_look_ = core_.time.now() + interval_;
  core_.grant();
}

}  // namespace trapline::engine
