/// What this engine knows of the inside of Unicorn's library: where the fields lie, what the operations
/// of its code generator are called, which of its functions we call. The library exports all of its
/// functions and binds its own calls by name, so a function of the same name in the executable (linked
/// with its symbols exported) replaces the library's own: the overrides_*.cpp do that.
#pragma once

#include <unicorn/unicorn.h>

#include <cstddef>
#include <cstdint>

namespace trapline::engine::library {

struct segment {
  std::uint32_t selector, unused;
  std::uint64_t base;
  std::uint32_t limit, flags;
};

/// The guest's registers, as the translated code addresses them.
struct cpu_env {
  std::uint64_t regs[16];
  std::uint64_t eip;
  std::uint64_t eflags;  ///< while code runs, without the arithmetic flags and DF
  std::uint64_t cc_dst, cc_src, cc_src2;
  std::uint32_t cc_op;
  std::int32_t df;
  std::uint32_t hflags, hflags2;
  segment segs[6], ldt, tr, gdt, idt;
  std::uint64_t cr[5];
  std::int32_t a20_mask;
  std::uint32_t unused;
  std::uint64_t bounds[11];
  std::uint64_t efer;

  bool in_long_mode() const { return hflags & (1u << 14); }
  /// Segments are what descriptors say, not what real or virtual-8086 mode makes of a selector.
  bool segments_protected() const { return (hflags & (1u << 7)) && !(eflags & 0x20000); }
  /// What linear addresses keep.
  std::uint64_t linear_mask() const { return in_long_mode() ? ~std::uint64_t{0} : 0xffff'ffff; }
};
enum segment_index : unsigned { es, cs, ss, ds, fs, gs };
enum register_index : unsigned { rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r11 = 11 };

/// What the library keeps of an exception, around the debug registers.
struct exception_state {
  std::int32_t error_code, by_instruction;  ///< INT n, INT3 or INTO
  std::uint64_t next_eip;                   ///< behind that instruction
  std::uint64_t dr[8];
  void* points[4];
  std::int32_t in_flight;  ///< its vector until it has been delivered; else -1
};

struct translation_block {
  std::uint64_t pc, cs_base;
  std::uint32_t flags;
  std::uint16_t size, icount;
  std::uint32_t cflags;
};

// cflags: what makes blocks of the same code different ones, and that one was dropped
inline constexpr std::uint32_t cf_identity = 0xff0a'ffff, cf_invalid = 0x4'0000;

/// The state of one block's translation.
struct disassembly {
  translation_block* tb;
  std::uint64_t pc_first, pc_next;
  int is_jmp, num_insns, max_insns;
  bool singlestep;
};
inline constexpr int disas_next = 0;
inline constexpr int disas_too_many = 1;
inline constexpr int disas_noreturn = 2;

struct translator_ops {
  void (*init)(disassembly*, void* cpu);
  void (*tb_start)(disassembly*, void* cpu);
  void (*insn_start)(disassembly*, void* cpu);
  bool (*breakpoint)(disassembly*, void* cpu, const void*);
  void (*translate_insn)(disassembly*, void* cpu);
  void (*tb_stop)(disassembly*, void* cpu);
};

/// Where the code generator has what a block that was generated before needs.
struct generator_layout {
  bool known = false;
  // its context
  std::size_t way_out, high_water, instruction_ends, instruction_notes;
  // translation_block
  std::size_t block_code, block_resets, block_arguments;
  // operations that refer to what lies outside of a block: loads and stores are one behind the other
  int call, exit_tb, first_access, last_access;
};

/// What differs between releases. An entry here is a release that the self test has passed on.
struct release {
  unsigned major, minor, patch;
  const char* name;
  const char* memory_mapping;                ///< the function that finds what is mapped at an address
  bool tells_undefined_twice;                ///< as an undefined instruction, and then as an exception
  bool tells_linear_addresses;               ///< of accesses to memory; else physical ones
  std::uint64_t features_edx, features_ecx;  ///< of CPUID leaf 1, by which the list of features is found
  // CPUState
  std::size_t cflags_next_tb, interrupt_request, counter, core, env, mem_io_pc, cpu_class;
  // the functions of the processor's class, in words
  std::size_t synchronize_from_tb, exec_interrupt;
  // the code generator's context
  std::size_t temporaries, regions, regions_used, operations_end;
  // its operations
  int movi_i64, ld_i64, st_i64, add_i64;
  generator_layout generator;
};

/// The release that is linked. @throws std::runtime_error when it is none that we know.
const release& linked_release();

// hflags, eflags
inline constexpr std::uint32_t hf_cpl = 3, hf_inhibit_irq = 1u << 3, hf_cs32 = 1u << 4, hf_pe = 1u << 7,
                               hf_tf = 1u << 8, hf_iopl = 3u << 12, hf_lma = 1u << 14, hf_vm = 1u << 17,
                               hf_cs64 = 1u << 15, hf_ss32 = 1u << 5, hf_osfxsr = 1u << 22;
/// Ours, of those that the library leaves alone, so that code translated with checks is code apart: a
/// breakpoint is enabled, and a segment (es cs ss ds fs gs) of which accesses have to be checked.
inline constexpr std::uint32_t hf_debug = 1u << 24;
constexpr std::uint32_t hf_uneven(unsigned segment) { return segment == 5 ? 1u << 2 : 1u << (27 + segment); }
inline constexpr std::uint32_t hf_all_uneven = 0xf800'0004;
inline constexpr std::uint64_t flag_arithmetic = 0x8d5, flag_if = 0x200, flag_df = 0x400, flag_vm = 0x20000,
                               flag_rf = 0x10000;
inline constexpr std::uint32_t cc_op_eflags = 1;

/// How the library calls the translations of an access to data.
inline int data_mmu(const cpu_env& env) {
  constexpr int user = 1, kernel_smap = 0, kernel = 2;
  constexpr std::uint32_t hf_smap = 1u << 23;
  constexpr std::uint64_t flag_ac = 1u << 18;
  if ((env.hflags & hf_cpl) == 3) return user;
  return (env.hflags & hf_smap) && !(env.eflags & flag_ac) ? kernel_smap : kernel;
}

// interrupt_request
inline constexpr std::uint32_t request_hard = 2, request_nmi = 0x200;
/// Of hflags2: until IRET.
inline constexpr std::uint32_t hf2_nmi_blocked = 4;
/// Ours: a trap waits for the end of what holds it off.
inline constexpr std::uint32_t request_trap = 0x4000;
/// Ours: look at the budget and at request_stop() before going on.
inline constexpr std::uint32_t request_attention = 0x8000;

/// After segments, efer or flags were set: what the translator keeps of them apart.
void update_hflags(cpu_env&);

/// The library's own definition of a function that we override.
void* next_definition(const char* name);

template <typename Function>
Function* original(Function*, const char* name) {
  return reinterpret_cast<Function*>(next_definition(name));
}

}  // namespace trapline::engine::library

// NOLINTBEGIN(readability-identifier-naming): the library's names
extern "C" {
struct MemoryRegion;
using trapline::engine::library::cpu_env;
void* qemu_get_cpu_x86_64(uc_engine*, int index);
void x86_cpu_do_interrupt_x86_64(void* cpu);
void do_interrupt_x86_hardirq_x86_64(cpu_env*, int vector, int is_hardware);
void cpu_x86_update_cr0_x86_64(cpu_env*, std::uint32_t);
void cpu_x86_update_cr3_x86_64(cpu_env*, std::uint64_t);
void cpu_x86_update_cr4_x86_64(cpu_env*, std::uint32_t);
void x86_update_hflags_x86_64(cpu_env*);
std::uint32_t cpu_cc_compute_all_x86_64(cpu_env*, int op);
bool cpu_restore_state_x86_64(void* cpu, std::uintptr_t host_pc, bool will_exit);
[[noreturn]] void cpu_loop_exit_noexc_x86_64(void* cpu);
[[noreturn]] void raise_exception_err_ra_x86_64(cpu_env*, int vector, int code,
                                                std::uintptr_t return_address);
void cpu_x86_update_dr7_x86_64(cpu_env*, std::uint32_t);
void helper_svm_check_io_x86_64(cpu_env*, std::uint32_t, std::uint32_t, std::uint32_t);
std::uint32_t cpu_ldub_code_x86_64(cpu_env*, std::uint64_t linear);
std::uint64_t get_page_addr_code_hostp_x86_64(cpu_env*, std::uint64_t linear, void** host);
std::uint32_t cpu_lduw_mmuidx_ra_x86_64(cpu_env*, std::uint64_t linear, int mmu,
                                        std::uintptr_t return_address);
std::uint64_t x86_cpu_get_phys_page_attrs_debug_x86_64(void* cpu, std::uint64_t linear, std::uint32_t* attrs);
void tlb_flush_x86_64(void* cpu);
void tlb_reset_dirty_x86_64(void* cpu, std::uint64_t host, std::uint64_t bytes);
void tb_invalidate_phys_range_x86_64(uc_engine*, std::uint64_t begin, std::uint64_t end);
std::uint64_t memory_region_get_ram_addr_x86_64(MemoryRegion*);
void tcg_gen_op2_x86_64(void* ctx, int op, std::uintptr_t, std::uintptr_t);
void* tcg_emit_op_x86_64(void* ctx, int op);
void* tcg_temp_new_internal_x86_64(void* ctx, int type, bool local);
void tcg_temp_free_internal_x86_64(void* ctx, void* temp);
std::uintptr_t tcg_const_i32_x86_64(void* ctx, std::int32_t);
void tcg_gen_callN_x86_64(void* ctx, const void* function, void* result, int count, void** arguments);
void tcg_gen_brcondi_i64_x86_64(void* ctx, int condition, std::uintptr_t, std::int64_t, void* label);
// overridden, and named by us too
bool x86_cpu_exec_interrupt_x86_64(void* cpu, int requests);
void tcg_gen_exit_tb_x86_64(void* ctx, const void* tb, unsigned index);
void* memory_mapping(uc_engine*, std::uint64_t address);              // 2.0.1
void* find_memory_mapping_x86_64(uc_engine*, std::uint64_t address);  // 2.1.1
void* gen_new_label_x86_64(void* ctx);
void tcg_gen_op3_x86_64(void* ctx, int op, std::uintptr_t, std::uintptr_t, std::uintptr_t);
}
// NOLINTEND(readability-identifier-naming)
