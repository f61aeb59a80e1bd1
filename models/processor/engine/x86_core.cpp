#include "models/processor/engine/x86_core.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/page_walk.h"
#include "models/processor/engine/registers.h"
#include "models/processor/engine/self_test.h"
#include "models/processor/engine/self_test_state.h"

namespace trapline::engine {

namespace {
unsigned new_cores_block_limit = 0;
}

class x86_core::impl : public core_state {
 public:
  using core_state::core_state;
};

x86_core::x86_core(core_client& client, const instruction_costs& costs, const cpu_description& description) {
  if (!self_test_state::running) self_test();
  impl_ = std::make_unique<impl>(client, costs, description);
  impl_->block_limit = new_cores_block_limit;
  time_ = &impl_->time;
}

x86_core::~x86_core() = default;

void x86_core::describe(const cpu_description& d) {
  impl_->description = d;
  impl_->set_features();
}

// Whatever changes what an address means also ends the chain of blocks, which was built on it.
void x86_core::map_ram(std::uint64_t address, std::span<std::byte> host) {
  impl_->memory.map(address, host, true);
  impl_->leave_chain();
}

void x86_core::map_rom(std::uint64_t address, std::span<std::byte> host) {
  impl_->memory.map(address, host, false);
  impl_->leave_chain();
}

void x86_core::map_mmio(std::uint64_t address, std::uint64_t bytes) {
  impl_->memory.map_mmio(address, bytes);
  impl_->leave_chain();
}

void x86_core::unmap(std::uint64_t address, std::uint64_t bytes) {
  impl_->memory.unmap(address, bytes);
  impl_->leave_chain();
}

void x86_core::set_a20(bool open) {
  constexpr std::int32_t bit = 1 << 20;
  impl_->env->a20_mask = open ? -1 : ~bit;
  tlb_flush_x86_64(impl_->cpu);
  impl_->leave_chain();
}

void x86_core::memory_changed(std::uint64_t address, std::uint64_t bytes) {
  impl_->memory.drop_code(address, bytes);
  impl_->leave_chain();
}

void x86_core::reset() { impl_->power_on(); }
register_file x86_core::registers() const { return read_registers(*impl_); }
void x86_core::set_registers(const register_file& r) { write_registers(*impl_, r); }

stop_reason x86_core::run() {
  core_state& core = *impl_;
  core.halted = false;
  core.waits.disturb();
  for (;;) {
    if (core.stop) {
      core.stop = false;
      return stop_reason::requested;
    }
    const uc_err error =
        uc_emu_start(core.uc, core.env->eip, std::numeric_limits<std::uint64_t>::max(), 0, 0);
    if (core.shutdown) {
      core.stop = false;
      return stop_reason::shutdown;
    }
    if (core.halted) {
      if (core.stop || !((core.line && interruptible()) || core.takes_nmi())) {
        core.stop = false;
        return stop_reason::halted;
      }
      core.halted = false;
    } else if (error != UC_ERR_OK) {
      throw std::runtime_error(engine_version() + " gave up: " + uc_strerror(error));
    }
  }
}

void x86_core::request_stop() {
  impl_->stop = true;
  impl_->leave_chain();
}

std::uint64_t x86_core::instructions() const { return impl_->time.instructions() + impl_->waits.skipped(); }
std::vector<memory_level_counts> x86_core::memory_counts() const {
  return impl_->accesses ? impl_->accesses->timing().counts() : std::vector<memory_level_counts>{};
}
void x86_core::advance(ticks amount) { impl_->time.advance(amount); }

void x86_core::set_deadline(ticks t) {
  impl_->deadline = t;
  impl_->deadline_stands = true;
  impl_->waits.begin_anew(impl_->time.now());
  if (!impl_->leaving()) impl_->grant();
}

void x86_core::set_interrupt_line(bool high) {
  core_state& core = *impl_;
  core.line = high;
  if (high) {
    core.requests() |= library::request_hard;
    core.leave_chain();
  } else {
    core.requests() &= ~library::request_hard;
  }
}

void x86_core::raise_nmi() {
  impl_->requests() |= library::request_nmi;
  impl_->leave_chain();
}

void x86_core::set_ignore_errors(bool asserted) { impl_->ignore_errors = asserted; }

std::vector<delivered_exception> x86_core::last_exceptions() const {
  const core_state& core = *impl_;
  const std::size_t kept = std::min<std::size_t>(core.exceptions, core.last_exceptions.size());
  std::vector<delivered_exception> all;
  for (std::size_t i = core.exceptions - kept; i < core.exceptions; ++i)
    all.push_back(core.last_exceptions[i % core.last_exceptions.size()]);
  return all;
}

bool x86_core::interruptible() const {
  const library::cpu_env& env = *impl_->env;
  return (env.eflags & library::flag_if) && !(env.hflags & library::hf_inhibit_irq);
}

std::optional<std::uint64_t> x86_core::translate_linear(std::uint64_t linear, bool write) const {
  return engine::translate_linear(*impl_, linear, write);
}

bool x86_core::can_time_memory() { return library::linked_release().tells_linear_addresses; }

void x86_core::limit_blocks(unsigned instructions) { impl_->block_limit = instructions; }
void x86_core::limit_blocks_of_new_cores(unsigned instructions) { new_cores_block_limit = instructions; }

}  // namespace trapline::engine
