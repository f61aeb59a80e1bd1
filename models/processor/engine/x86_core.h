/// An x86 system processor that executes guest code and knows, to the instruction, how much of its
/// own time has passed. Nothing here shows what executes the code.
/// Element 10 (Fig. 1), the executing half.
/// *Not modelled*: SMM, alignment checks (#AC), that an x87 error stops the processor
/// until an interrupt or IGNNE# (with CR0.NE clear; without either the instruction is executed), control of
/// caches, limits of segments in deliveries and where 16 bits of address pass the end of real mode's 64 KiB;
/// in long mode the error code of a missing gate has the vector twice as high; an instruction that faults
/// takes no time, and the delivery of an exception one cycle; the host memory of one core may be mapped at
/// two addresses only as ROM. Known to work: Unicorn 2.0.1 (Debian 12), and 2.1.1 (Debian 13) but for
/// memory_timing; others are refused by name and version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/processor/engine/budget.h"
#include "models/processor/engine/cpu_description.h"
#include "models/processor/engine/memory_timing.h"

namespace trapline::engine {

/// Which decoding mode an instruction is translated in.
enum class code_size : std::uint8_t { bits16, bits32, bits64 };

/// What an instruction costs; asked once for each translated instruction.
class instruction_costs {
 public:
  /// At least one tick, and below 2^20 of them; a REP string instruction is asked for one element.
  virtual ticks cost(std::span<const std::uint8_t> bytes, code_size) const = 0;
  /// The same for all that always answer the same; 0 if that is not told, and then each core translates its
  /// code itself.
  virtual std::uint64_t identity() const { return 0; }
  /// For each core one of its own, if accesses to memory have a time of theirs; else nothing.
  virtual std::unique_ptr<memory_timing> memory_of_a_core() const { return nullptr; }

 protected:
  ~instruction_costs() = default;
};

/// What a monitor would intercept besides ports and memory.
enum class exit_kind : std::uint8_t {
  cpuid,
  hlt,
  cr_read,
  cr_write,
  rdmsr,
  wrmsr,
  invlpg,
  exception,           ///< a fault or a trap, INT3 and INTO included
  software_interrupt,  ///< INT n
};

/// What the core asks of its surroundings. Every call comes from inside x86_core::run() with now()
/// exact; none may throw. The callee may switch stacks (a fiber) and come back later, on any thread.
class core_client {
 public:
  virtual std::uint32_t port_in(std::uint16_t port, unsigned width) = 0;
  virtual void port_out(std::uint16_t port, unsigned width, std::uint32_t value) = 0;
  /// An access to memory mapped by map_mmio; `width` 1, 2, 4 or 8.
  virtual std::uint64_t memory_read(std::uint64_t address, unsigned width) = 0;
  virtual void memory_write(std::uint64_t address, unsigned width, std::uint64_t value) = 0;
  /// The deadline has come, between two instructions. Sets a later deadline, or asks for a stop.
  virtual void deadline_reached() = 0;
  /// The interrupt line is high and the guest takes interrupts: the vector, or -1 if there is none after all.
  virtual int acknowledge_interrupt() = 0;
  /// RDTSC, and what MSR 10h reads.
  virtual std::uint64_t time_stamp_counter() = 0;
  /// Executed, or about to be; `detail` is the leaf, the register's number, the MSR, the linear address
  /// or the vector; `value` is what is about to be written to a control register, else 0. Hardware
  /// interrupts come by acknowledge_interrupt().
  virtual void sensitive_instruction(exit_kind, std::uint64_t detail, std::uint64_t value) {
    static_cast<void>(detail);
    static_cast<void>(value);
  }
  /// The FERR# pin, `asserted` or not: with CR0.NE clear, an instruction that waits has met an unmasked x87
  /// error. If an interrupt comes of it that the guest takes, it is taken before that instruction.
  virtual void floating_point_error(bool asserted) { static_cast<void>(asserted); }
  /// CR8, the task priority, which the local APIC keeps.
  virtual unsigned task_priority() { return 0; }
  virtual void set_task_priority(unsigned priority) { static_cast<void>(priority); }
  /// The local APIC was switched `on` or off in IA32_APIC_BASE.
  virtual void local_apic_switched(bool on) { static_cast<void>(on); }

 protected:
  ~core_client() = default;
};

enum class stop_reason {
  requested,  ///< request_stop()
  halted,     ///< HLT; run() again after raising the interrupt line
  shutdown,   ///< triple fault
};

/// A fault, a trap or INT n, as it was about to be delivered.
struct delivered_exception {
  std::uint8_t vector;
  std::uint16_t cs;
  std::uint64_t rip;
};

struct segment_register {
  std::uint16_t selector;
  std::uint64_t base;
  std::uint32_t limit;
  std::uint32_t flags;  ///< descriptor bits 8-23 as in its high dword
};

/// The architectural registers, in the manual's order. What reports and loaders read and write.
struct register_file {
  std::uint64_t gpr[16];  ///< rax rcx rdx rbx rsp rbp rsi rdi r8-r15
  std::uint64_t rip;
  std::uint64_t rflags;
  segment_register segment[6];  ///< es cs ss ds fs gs
  segment_register ldtr, tr, gdtr, idtr;
  std::uint64_t cr0, cr2, cr3, cr4, efer;
};

class x86_core {
 public:
  /// @throws std::runtime_error naming the library's version when self_test() has not passed.
  /// @pre can_time_memory() if the costs have a memory_timing.
  x86_core(core_client&, const instruction_costs&, const cpu_description& = {});
  ~x86_core();
  x86_core(const x86_core&) = delete;
  x86_core& operator=(const x86_core&) = delete;

  /// Another processor than the one that the core was made as; before it runs.
  void describe(const cpu_description&);

  // memory; addresses and lengths are multiples of 4 KiB, and what is not mapped reads all ones
  void map_ram(std::uint64_t address, std::span<std::byte> host);
  void map_rom(std::uint64_t address, std::span<std::byte> host);
  void map_mmio(std::uint64_t address, std::uint64_t bytes);
  void unmap(std::uint64_t address, std::uint64_t bytes);
  /// The A20 gate: closed, address bit 20 reads as zero.
  void set_a20(bool open);
  /// Memory was written by someone else (DMA, a loader, another core): code translated from it is dropped.
  void memory_changed(std::uint64_t address, std::uint64_t bytes);

  /// The state after the RESET pin: real mode, CS=F000 based at FFFF0000h, IP=FFF0h. Time goes on.
  void reset();
  register_file registers() const;
  /// Within a call of core_client too; what is left of an instruction that was accessing a port or a
  /// device is then dropped. The same goes for reset().
  void set_registers(const register_file&);

  /// Executes until stopped. One core at a time runs on a host thread; after a halt it goes on behind
  /// the HLT, so call it when the interrupt line is up.
  stop_reason run();
  /// Stops at the next instruction boundary (after the present instruction when inside an access).
  void request_stop();

  ticks now() const { return time_->now(); }
  /// Instructions completed since power-on. A repeated string instruction counts once an element and
  /// once for the look that ends it.
  std::uint64_t instructions() const;
  /// Empty if the costs have no memory_timing. With one, an instruction that began before a deadline may end
  /// after it by what its accesses take, and the core runs some thirty times slower.
  std::vector<memory_level_counts> memory_counts() const;
  /// Whether the library that is installed tells what a memory_timing needs.
  static bool can_time_memory();
  /// Lets time pass without instructions: an exit that was handled, a halt that lasted.
  void advance(ticks);
  /// deadline_reached() is called at the last instruction boundary that is not after `t`. May be
  /// set inside any call of core_client, and takes effect before the next instruction. To the client
  /// the instant `t` has then come, though now() may be part of an instruction before it: what is due
  /// at `t` has to be done. Each deadline that is set is told of once, whether or not `t` is later than the
  /// last: a client that sets one which has come again and again keeps the core from going on. If it sets
  /// none, one instruction runs, and then the one that is past is told of again.
  void set_deadline(ticks t);
  /// The INTR pin; level sensitive. All calls of core_client are instruction boundaries, so an interrupt
  /// raised in one is taken before the next instruction if the guest takes interrupts.
  void set_interrupt_line(bool high);
  /// The NMI pin rises.
  void raise_nmi();
  /// The IGNNE# pin: while it is asserted, x87 errors are ignored where CR0.NE is clear.
  void set_ignore_errors(bool asserted);
  /// The last ones, the latest last: at a shutdown, what led to it.
  std::vector<delivered_exception> last_exceptions() const;
  /// Whether an interrupt would be taken before the next instruction (IF set, no STI/MOV SS shadow).
  bool interruptible() const;

  /// Where a linear address lies now, through the guest's page tables and A20; nothing if no page is
  /// there or, for `write`, if it is read-only to the guest's supervisor.
  std::optional<std::uint64_t> translate_linear(std::uint64_t linear, bool write) const;
  /// At most this many instructions are translated together (0: no limit). Results do not depend on it.
  void limit_blocks(unsigned instructions);
  /// The same for every core that is made from now on.
  static void limit_blocks_of_new_cores(unsigned instructions);

 private:
  class impl;
  std::unique_ptr<impl> impl_;
  const budget* time_;
};

}  // namespace trapline::engine
