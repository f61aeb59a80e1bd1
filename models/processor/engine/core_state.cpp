#include "models/processor/engine/core_state.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/processor/engine/code_buffer.h"
#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/descriptors.h"
#include "models/processor/engine/instruction_prefix.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/segments.h"
#include "models/processor/engine/self_test.h"
#include "models/processor/engine/task_switch.h"

namespace trapline::engine {

const library::release* core_state::release_ = nullptr;
std::ptrdiff_t core_state::env_offset_ = 0, core_state::core_from_env_ = 0;

namespace {

// Opening is not safe on two threads at once.
std::mutex opening;

// A page that the library always finds mapped: see memory_mapping(). Beyond what a guest can address.
constexpr std::uint64_t any_memory_at = std::uint64_t{1} << 50;
constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint32_t vector_ud = 6;

void check(uc_err error, const char* what) {
  if (error != UC_ERR_OK)
    throw std::runtime_error(std::string("the processor engine ") + what + " failed: " + uc_strerror(error));
}

[[noreturn]] void wrong_layout(const char* what) {
  throw std::runtime_error(engine_version() + ": " + what + " is not where release " +
                           core_state::library_release().name + " has it");
}

// So that a fault in its own handler's first instruction, for ever, comes to the deadline too. Of a delivery that the
// deadline comes into, the rest takes its time behind it.
void spend_on_delivery(core_state& core) {
  core.owed = ticks_per_cycle;
  core.pay();
  if (core.time.left() != 0) return;
  core.delivery_spent = true;
  core.leave_chain();
}

// What a fault pushes says that its instruction is resumed, so that its breakpoint is not met again; what the
// instruction had met until then is not told. Intel SDM volume 3, 17.3.1.1.
void note_fault(core_state& core, std::uint32_t vector) {
  constexpr std::uint32_t vector_db = 1;
  constexpr std::uint32_t traps = 1u << 2 | 1u << 3 | 1u << 4 | 1u << 8 | 1u << 18;
  const bool restarts = std::exchange(core.debug_fault_restarts, false);
  const bool fault = vector == vector_db ? restarts : vector < 32 && !(traps >> vector & 1);
  if (!fault) return;
  core.traps_due = 0;
  core.env->eflags |= library::flag_rf;
}

void note_exception(core_state& core, std::uint32_t vector) {
  const library::cpu_env& env = *core.env;
  core.last_exceptions[core.exceptions++ % core.last_exceptions.size()] = {
      static_cast<std::uint8_t>(vector), static_cast<std::uint16_t>(env.segs[library::cs].selector), env.eip};
  note_fault(core, vector);
}

// Faults, traps and INT n; they may leave by longjmp when their delivery faults.
void deliver(uc_engine*, std::uint32_t vector, void* user) {
  auto& core = *static_cast<core_state*>(user);
  // Its delivery may have faulted, and then it is not told again.
  const bool was_undefined = std::exchange(core.undefined, false);
  if (was_undefined && vector == vector_ud && core_state::library_release().tells_undefined_twice) return;
  core.translating = false;
  const bool software = std::exchange(core.software_interrupt, false);
  core.client.sensitive_instruction(software ? exit_kind::software_interrupt : exit_kind::exception, vector,
                                    0);
  // The library has EIP behind the instruction already, and a fault of the delivery must point at it.
  if (std::exchange(core.by_instruction, false)) {
    core.env->eip = core.instruction_at;
  } else {
    spend_on_delivery(core);
  }
  if (!software) note_exception(core, vector);
  if (!deliver_to_task(core, vector, false)) x86_cpu_do_interrupt_x86_64(core.cpu);
  core.delivered(vector);
}

// The length of the INT1 at EIP, prefixes included; 0 if there is another instruction.
unsigned int1_at_eip(core_state& core) {
  constexpr unsigned segment_cs = 1, longest = 15;
  library::cpu_env& env = *core.env;
  for (unsigned i = 0; i < longest; ++i) {
    const std::uint32_t byte = cpu_ldub_code_x86_64(&env, env.segs[segment_cs].base + env.eip + i);
    if (byte == 0xf1) return i + 1;
    if (byte == prefix_lock || !is_prefix(byte, env.hflags & library::hf_cs64)) return 0;
  }
  return 0;
}

// To the library INT1 is undefined too.
bool deliver_undefined(uc_engine*, void* user) {
  auto& core = *static_cast<core_state*>(user);
  constexpr int vector_db = 1;
  core.undefined = true;
  core.translating = false;
  spend_on_delivery(core);
  const unsigned length = int1_at_eip(core);
  const std::uint32_t vector = length ? vector_db : vector_ud;
  core.client.sensitive_instruction(exit_kind::exception, vector, 0);
  if (length) {
    core.env->eip += length;
    core.dr[6] = (core.dr[6] & ~dr6::met) | std::exchange(core.traps_due, 0u);
    deliver_event(core, vector_db, false);
  } else {
    note_exception(core, vector);
    if (!deliver_to_task(core, vector, false)) x86_cpu_do_interrupt_x86_64(core.cpu);
  }
  core.delivered(vector);
  return true;
}

template <typename Function>
void add_hook(core_state& core, int kind, Function* callback) {
  uc_hook hook = 0;
  check(uc_hook_add(core.uc, &hook, kind, reinterpret_cast<void*>(callback), &core, 1, 0), "hook");
}

}  // namespace

core_state::core_state(core_client& c, const instruction_costs& i, const cpu_description& d)
    : client{c}, costs{i}, description{d} {
  const std::lock_guard lock{opening};
  [[maybe_unused]] static const bool verified = (verify_replacements(), true);
  if (!release_) release_ = &library::linked_release();
  open();
}

core_state::~core_state() {
  if (!uc) return;
  field<core_state*>(release_->core) = nullptr;
  uc_close(uc);
  if (any_host != MAP_FAILED) munmap(any_host, page_bytes);
}

void core_state::open() {
  check(uc_open(UC_ARCH_X86, UC_MODE_64, &uc), "opening");
  check(uc_ctl_exits_enable(uc), "option");  // also completes the opening
  add_hook(*this, UC_HOOK_INTR, deliver);
  add_hook(*this, UC_HOOK_INSN_INVALID, deliver_undefined);

  any_host = mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (any_host == MAP_FAILED) throw std::runtime_error("no memory for a processor");
  check(uc_mem_map_ptr(uc, any_memory_at, page_bytes, UC_PROT_ALL, any_host), "mapping");
  any_memory = memory_mapping(uc, any_memory_at);

  cpu = qemu_get_cpu_x86_64(uc, -1);
  if (!cpu) wrong_layout("the processor");
  env = field<library::cpu_env*>(release_->env);
  const auto distance = reinterpret_cast<char*>(env) - static_cast<char*>(cpu);
  if (distance < 0 || distance > 1 << 20) wrong_layout("the register file");
  if (!env_offset_) know_places(distance);
  constexpr std::uint64_t pattern = 0x5a17'c0de'0b5e'55ed;
  std::uint64_t value = pattern;
  check(uc_reg_write(uc, UC_X86_REG_R13, &value), "register access");
  if (env->regs[13] != pattern) wrong_layout("the register file");
  watch_way_out();
  set_features();
  find_msrs();
  find_debug_registers();
  if (!find_fpu()) wrong_layout("the floating-point registers");

  field<core_state*>(release_->core) = this;
  time.attach(&field<std::int64_t>(release_->counter));
  memory.attach(uc, cpu);
  if (!code_buffer_known) wrong_layout("the buffer of translated code");
  generator = generator_of_last_core;
  if (auto timing = costs.memory_of_a_core())
    accesses = std::make_unique<access_feed>(*this, std::move(timing));
  // Where they have, code is told of block by block, and a look would be one more.
  if (accesses) waits.switch_off();
  power_on();
}

// The library tells the class of the processor when it leaves in front of a block.
void core_state::watch_way_out() const {
  auto** const functions = field<void**>(release_->cpu_class);
  if (functions[release_->exec_interrupt] != reinterpret_cast<void*>(&x86_cpu_exec_interrupt_x86_64))
    wrong_layout("the class of the processor");
  const auto told = +[](void* processor, const library::translation_block* block) {
    of_cpu(processor)->block_not_begun(*block);
  };
  functions[release_->synchronize_from_tb] = reinterpret_cast<void*>(told);
}

// Instructions of a feature that is not there are undefined, and EFER's bits depend on them too.
void core_state::set_features() {
  described = costs.identity() == 0 ? 0 : costs.identity() * 31 + description.identity();
  constexpr std::size_t words = 4096, leaf7 = 2, extended_edx = 6, extended_ecx = 7;
  auto* word = reinterpret_cast<std::uint64_t*>(env);
  for (std::size_t i = 0; !features && i < words; ++i)
    if (word[i] == release_->features_edx && word[i + 1] == release_->features_ecx) features = word + i;
  if (!features) wrong_layout("the list of features");
  features[0] = description.features_edx;
  features[1] = description.features_ecx;
  features[leaf7] = 0;
  features[extended_edx] = description.extended_edx;
  features[extended_ecx] = description.extended_ecx;
}

void core_state::find_debug_registers() {
  constexpr std::size_t words = 4096;
  const std::uint64_t pattern[] = {0x5eb0'9a1e, 0x17dc'20b3};
  check(uc_reg_write(uc, UC_X86_REG_DR0, &pattern[0]), "register access");
  check(uc_reg_write(uc, UC_X86_REG_DR1, &pattern[1]), "register access");
  auto* word = reinterpret_cast<std::uint64_t*>(env);
  const auto* const found = std::search(word, word + words, std::begin(pattern), std::end(pattern));
  if (found == word + words) wrong_layout("the list of debug registers");
  dr = word + (found - word);
  exception = reinterpret_cast<library::exception_state*>(reinterpret_cast<char*>(dr) -
                                                          offsetof(library::exception_state, dr));
}

void core_state::find_msrs() {
  const auto find = [this](std::uint32_t msr) {
    constexpr std::size_t words = 4096;
    const std::uint64_t pattern = 0x7a5e'0000 + msr % 0x1000;
    uc_x86_msr access{msr, pattern};
    check(uc_reg_write(uc, UC_X86_REG_MSR, &access), "register access");
    auto* word = reinterpret_cast<std::uint32_t*>(env);
    for (std::size_t i = 0; i < 2 * words; ++i)
      if (word[i] == static_cast<std::uint32_t>(pattern)) {
        access.value = 0;
        check(uc_reg_write(uc, UC_X86_REG_MSR, &access), "register access");
        return word + i;
      }
    wrong_layout("an MSR");
  };
  const auto quad = [&find](std::uint32_t msr) { return reinterpret_cast<std::uint64_t*>(find(msr)); };
  sysenter_esp = quad(0x175);
  sysenter_eip = quad(0x176);
  // It keeps 16 bits only, too few to look for; it is the word in front of its neighbour.
  sysenter_cs = reinterpret_cast<std::uint32_t*>(sysenter_esp - 1);
  star = quad(0xc000'0081);
  lstar = quad(0xc000'0082);
  cstar = quad(0xc000'0083);
  fmask = quad(0xc000'0084);
}

void core_state::restart_alone(std::uintptr_t from) {
  cpu_restore_state_x86_64(cpu, from, true);
  next_block_limit() = 1;
  cpu_loop_exit_noexc_x86_64(cpu);
}

void core_state::delivered(std::uint32_t vector) {
  constexpr std::uint64_t low_word = 0xffff;
  if (env->eip > low_word && env->segments_protected() && is_286_interrupt_gate(*this, vector))
    env->eip &= low_word;
  // What held interrupts and traps off for an instruction ends with it.
  env->hflags &= ~library::hf_inhibit_irq;
  code_from_device.clear();
  refresh_segments(*env);
}

void core_state::trap_after(unsigned breakpoints) {
  if (!breakpoints) return;
  traps_due |= breakpoints;
  leave_chain();
}

std::uintptr_t core_state::translated_caller(std::uintptr_t return_address) {
  const std::uintptr_t from = std::exchange(called_from, 0);
  if (!from) return return_address;
  restoring = true;
  const bool translated = cpu_restore_state_x86_64(cpu, return_address, false);
  restoring = false;
  return translated ? return_address : from;
}

void core_state::make_exact() const {
  if (caller) const_cast<core_state&>(*this).find_flags(caller);
}

void core_state::find_flags(std::uintptr_t from) {
  restoring = true;
  cpu_restore_state_x86_64(cpu, from, false);
  restoring = false;
}

}  // namespace trapline::engine
