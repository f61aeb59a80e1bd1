/// One core's state, as the functions that stand in for the library's find it. The library passes them
/// a CPUState or the registers in it; the pointer back to us lies in the CPUState, so nothing depends
/// on which core ran last on this thread: client callbacks may switch stacks.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>

#include "models/processor/engine/access_feed.h"
#include "models/processor/engine/block_cache.h"
#include "models/processor/engine/budget.h"
#include "models/processor/engine/code_buffer.h"
#include "models/processor/engine/cost_arena.h"
#include "models/processor/engine/device_code.h"
#include "models/processor/engine/fpu/x87_unit.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/memory_map.h"
#include "models/processor/engine/translation_pace.h"
#include "models/processor/engine/wait_watch.h"
#include "models/processor/engine/x86_core.h"
#include "models/processor/engine/x87_site.h"

namespace trapline::engine {

struct core_state {
  core_state(core_client&, const instruction_costs&, const cpu_description&);
  ~core_state();
  core_state(const core_state&) = delete;
  core_state& operator=(const core_state&) = delete;

  static core_state* of_cpu(void* cpu) {
    return *reinterpret_cast<core_state**>(static_cast<char*>(cpu) + release_->core);
  }
  static core_state& of_env(library::cpu_env* env) {
    return **reinterpret_cast<core_state**>(reinterpret_cast<char*>(env) + core_from_env_);
  }
  /// Nothing while the engine is being opened.
  static core_state* of_engine(uc_engine* uc) {
    void* cpu = qemu_get_cpu_x86_64(uc, -1);
    return cpu ? of_cpu(cpu) : nullptr;
  }
  /// Whether the registers belong to a core yet.
  static bool is_open(library::cpu_env* env) {
    return release_ && env_offset_ && of_cpu(reinterpret_cast<char*>(env) - env_offset_);
  }
  static const library::release& library_release() { return *release_; }
  /// Of the registers in the CPUState.
  static std::ptrdiff_t env_offset() { return env_offset_; }
  /// Where in the CPUState translated code puts what an x87 instruction's call needs: behind the core.
  static std::size_t site_offset() { return release_->core + sizeof(core_state*); }

  /// ... and where the last branch to a computed address in 64-bit code lies.
  static std::size_t branch_offset() { return site_offset() + sizeof(x87_site); }

  /// ... and the x87, which MMX's instructions change there.
  static std::size_t x87_offset() { return branch_offset() + sizeof(std::uint64_t); }

  // By the registers alone: the x87's instructions are called for with these.
  static const x87_site& site_of(library::cpu_env* env) {
    return *reinterpret_cast<x87_site*>(behind_core(env));
  }
  static fpu::x87_unit& x87_of(library::cpu_env* env) {
    return *reinterpret_cast<fpu::x87_unit*>(behind_core(env) + sizeof(x87_site) + sizeof(std::uint64_t));
  }

  template <typename T>
  T& field(std::size_t offset) const {
    return *reinterpret_cast<T*>(static_cast<char*>(cpu) + offset);
  }
  std::uint32_t& requests() const { return field<std::uint32_t>(release_->interrupt_request); }
  const x87_site& site() const { return site_of(env); }
  fpu::x87_unit& x87() const { return x87_of(env); }
  std::uint64_t& branch_at() const { return field<std::uint64_t>(branch_offset()); }
  std::uint32_t& next_block_limit() const { return field<std::uint32_t>(release_->cflags_next_tb); }

  /// An NMI is pending and nothing holds it up.
  bool takes_nmi() const {
    return (requests() & library::request_nmi) && !(env->hflags2 & library::hf2_nmi_blocked) &&
           !(env->hflags & library::hf_inhibit_irq);
  }

  /// Lets code run until the deadline, or until it is to be looked at.
  void grant() {
    time.grant_until(std::min(deadline, waits.next_look()));
    if (owed != 0) pay();
  }
  /// Lets the time pass that is owed, as far as what was granted goes.
  void pay() {
    const ticks now = std::min(owed, time.left());
    time.advance(now);
    owed -= now;
  }
  /// At the next block's start code leaves for the library's loop, which looks at requests().
  void leave_chain() {
    requests() |= library::request_attention;
    time.grant_only(0);
  }
  /// Until leave_chain() has had its effect, no time is granted.
  bool leaving() const { return requests() & library::request_attention; }
  /// The library left in front of this block, of which nothing was executed.
  void block_not_begun(const library::translation_block&);
  /// Code has left: shortens the block that the budget did not cover, or tells the client. At an instruction
  /// boundary.
  void budget_spent();
  /// The registers as they are at the instruction that called us.
  void make_exact() const;
  /// The flags and EIP as they are in front of the instruction that translated code makes a call for.
  void find_flags(std::uintptr_t from);
  void set_features();
  std::byte* xmm(std::size_t i) const { return xmm_ + static_cast<std::ptrdiff_t>(i) * xmm_apart_; }
  void power_on();
  /// The instruction that called us is not made as a part of its block: it begins anew, in a block of its
  /// own.
  [[noreturn]] void restart_alone(std::uintptr_t from);
  /// The x87 instruction that called us has met an error that goes by the FERR# pin: it begins anew, behind
  /// the interrupt that comes of it. Returns if the pin is asserted already.
  void assert_float_error(std::uintptr_t from);
  /// Takes FERR# away if there is no error any more.
  void settle_float_error();
  /// An interrupt or exception has been delivered.
  void delivered(std::uint32_t vector);
  /// The instruction under way met these data or port breakpoints: a trap behind it.
  void trap_after(unsigned breakpoints);
  /// A byte of code in a device's memory, while code is translated; leaves the translation if it has to be
  /// read first.
  std::uint8_t fetch_from_device(std::uint64_t physical);
  /// At an instruction boundary: reads what a translation was left for.
  void read_wanted_code();
  /// Where in translated code a function of the library was called that returned to one of ours.
  std::uintptr_t translated_caller(std::uintptr_t return_address);

  core_client& client;
  const instruction_costs& costs;
  cpu_description description;

  uc_engine* uc = nullptr;
  void* cpu = nullptr;
  library::cpu_env* env = nullptr;
  void* any_memory = nullptr;  ///< what memory_mapping() answers
  void* any_host = nullptr;

  budget time;
  ticks deadline = ~ticks{0};
  bool deadline_stands = true;  ///< the client has not been told of it
  ticks owed = 0;               ///< of the delivery of an exception, which has been made
  bool delivery_spent = false;  ///< an exception took the rest of the time
  wait_watch waits{*this};
  const library::translation_block* not_begun = nullptr;  ///< the block that the budget did not cover

  std::uint64_t described =
      0;  ///< what costs and description come to; 0 if translations are not to be shared
  code_generator generator;
  cost_arena arena;
  block_cache found_blocks;
  memory_map memory;
  device_code code_from_device;
  /// By translated code, on the library's slow path; no bytes if there is none.
  struct store {
    std::uint64_t value;
    unsigned bytes;
  } store_under_way{};
  std::unique_ptr<access_feed> accesses;  ///< if they have a time of their own

  std::uint64_t* dr = nullptr;  ///< DR0 to DR7
  library::exception_state* exception = nullptr;
  unsigned traps_due = 0;             ///< DR6.B0 to B3 of data and port breakpoints that an instruction met
  bool debug_fault_restarts = false;  ///< the debug fault under way is not an instruction breakpoint's
  bool stack_loaded = false;          ///< by the last instruction that was looked at: MOV SS, POP SS
  std::uint64_t repeating = ~std::uint64_t{0};  ///< linear address of a string instruction that has begun
  std::uint32_t* mxcsr = nullptr;

  // MSRs that have no place in library::cpu_env, found when opened
  std::uint32_t* sysenter_cs = nullptr;
  std::uint64_t* sysenter_esp = nullptr;
  std::uint64_t* sysenter_eip = nullptr;
  std::uint64_t* star = nullptr;
  std::uint64_t* lstar = nullptr;
  std::uint64_t* cstar = nullptr;
  std::uint64_t* fmask = nullptr;

  std::map<std::uint32_t, std::uint64_t> msrs;  ///< those that only keep what is written

  unsigned block_limit = 0;
  translation_pace pace;
  std::uint64_t* features = nullptr;  ///< the library's list of them
  bool line = false;                  ///< the INTR pin
  bool stop = false;                  ///< request_stop()
  bool halted = false;
  bool shutdown = false;
  std::uint64_t time_stamp_offset = 0;  ///< what software has written to the time-stamp counter
  bool apic_on = true;                  ///< IA32_APIC_BASE.EN, where there is an APIC
  bool float_error = false;             ///< the FERR# pin
  bool ignore_errors = false;           ///< the IGNNE# pin
  std::array<delivered_exception, 4> last_exceptions{};
  std::size_t exceptions = 0;
  bool software_interrupt = false;   ///< INT n is about to be delivered
  bool by_instruction = false;       ///< INT n, INT3 or INTO is
  std::uint64_t instruction_at = 0;  ///< its EIP
  bool undefined = false;            ///< an undefined instruction has been delivered
  bool flags_apart = false;          ///< arithmetic flags and DF lie outside eflags: code is running
  bool registers_set = false;        ///< by the client, during a callback
  bool restoring = false;            ///< the state is being looked up, not rewound: nothing to credit
  bool translating = false;
  std::uintptr_t called_from = 0;  ///< see translated_caller()
  std::uintptr_t caller = 0;       ///< where in translated code a port access was made
  bool last_in_block = false;      ///< found by make_exact's lookup

 private:
  void open();
  void find_msrs();
  void find_debug_registers();
  /// @return whether the library has them as known
  bool find_fpu();
  void power_on_fpu();
  void watch_way_out() const;

  std::byte* xmm_ = nullptr;
  std::ptrdiff_t xmm_apart_ = 0;

  static const library::release* release_;
  static void know_places(std::ptrdiff_t of_registers) {
    env_offset_ = of_registers;
    core_from_env_ = static_cast<std::ptrdiff_t>(release_->core) - of_registers;
  }
  static char* behind_core(library::cpu_env* env) {
    return reinterpret_cast<char*>(env) + core_from_env_ + sizeof(core_state*);
  }

  static std::ptrdiff_t env_offset_, core_from_env_;
};

}  // namespace trapline::engine
