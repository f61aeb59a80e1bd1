/// Which instructions the described processor has, by the group that Zydis puts each into. A group that is
/// not here is newer than any processor that can be described.
#include <array>

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

namespace {

enum class word : std::uint8_t { none, edx, ecx, extended_edx, extended_ecx };

struct group {
  ZydisISASet set;
  word in;  ///< where CPUID tells of it; none: every processor has it
  unsigned bit;
};

constexpr group groups[] = {
    {ZYDIS_ISA_SET_I86, word::none, 0},
    {ZYDIS_ISA_SET_I186, word::none, 0},
    {ZYDIS_ISA_SET_I286REAL, word::none, 0},
    {ZYDIS_ISA_SET_I286PROTECTED, word::none, 0},
    {ZYDIS_ISA_SET_I386, word::none, 0},
    {ZYDIS_ISA_SET_I486, word::none, 0},
    {ZYDIS_ISA_SET_I486REAL, word::none, 0},
    {ZYDIS_ISA_SET_PENTIUMREAL, word::none, 0},
    {ZYDIS_ISA_SET_PPRO, word::none, 0},
    {ZYDIS_ISA_SET_RDPMC, word::none, 0},
    {ZYDIS_ISA_SET_FAT_NOP, word::none, 0},
    {ZYDIS_ISA_SET_PREFETCH_NOP, word::none, 0},
    {ZYDIS_ISA_SET_SSE_PREFETCH, word::none, 0},
    {ZYDIS_ISA_SET_PAUSE, word::none, 0},
    {ZYDIS_ISA_SET_X87, word::none, 0},
    {ZYDIS_ISA_SET_CMOV, word::edx, 15},
    {ZYDIS_ISA_SET_FCMOV, word::edx, 15},
    {ZYDIS_ISA_SET_CLFSH, word::edx, 19},
    {ZYDIS_ISA_SET_PENTIUMMMX, word::edx, 23},
    {ZYDIS_ISA_SET_FXSAVE, word::edx, 24},
    {ZYDIS_ISA_SET_FXSAVE64, word::edx, 24},
    {ZYDIS_ISA_SET_SSE, word::edx, 25},
    {ZYDIS_ISA_SET_SSEMXCSR, word::edx, 25},
    {ZYDIS_ISA_SET_SSE2, word::edx, 26},
    {ZYDIS_ISA_SET_SSE2MMX, word::edx, 26},
    {ZYDIS_ISA_SET_SSE3, word::ecx, 0},
    {ZYDIS_ISA_SET_SSE3X87, word::ecx, 0},
    {ZYDIS_ISA_SET_PCLMULQDQ, word::ecx, 1},
    {ZYDIS_ISA_SET_MONITOR, word::ecx, 3},
    {ZYDIS_ISA_SET_SSSE3, word::ecx, 9},
    {ZYDIS_ISA_SET_SSSE3MMX, word::ecx, 9},
    {ZYDIS_ISA_SET_CMPXCHG16B, word::ecx, 13},
    {ZYDIS_ISA_SET_SSE4, word::ecx, 19},
    {ZYDIS_ISA_SET_SSE42, word::ecx, 20},
    {ZYDIS_ISA_SET_MOVBE, word::ecx, 22},
    {ZYDIS_ISA_SET_POPCNT, word::ecx, 23},
    {ZYDIS_ISA_SET_AES, word::ecx, 25},
    {ZYDIS_ISA_SET_LONGMODE, word::extended_edx, 29},
    {ZYDIS_ISA_SET_RDTSCP, word::extended_edx, 27},
    {ZYDIS_ISA_SET_AMD3DNOW, word::extended_edx, 31},
    {ZYDIS_ISA_SET_LAHF, word::none, 0},
    {ZYDIS_ISA_SET_AMD, word::extended_edx, 11},  // SYSCALL, SYSRET
};

std::uint32_t word_of(const cpu_description& d, word w) {
  switch (w) {
    case word::edx:
      return d.features_edx;
    case word::ecx:
      return d.features_ecx;
    case word::extended_edx:
      return d.extended_edx;
    case word::extended_ecx:
      return d.extended_ecx;
    case word::none:
      break;
  }
  return ~0u;
}

}  // namespace

bool has_instruction(const cpu_description& d, const ZydisDecodedInstruction& i, code_size size) {
  const bool long_code = size == code_size::bits64;
  switch (i.mnemonic) {
    case ZYDIS_MNEMONIC_RSM:  // outside of system management mode
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2:
      return false;
    case ZYDIS_MNEMONIC_SYSCALL:
    case ZYDIS_MNEMONIC_SYSRET:
      if (!long_code && d.vendor == "GenuineIntel") return false;
      break;
    case ZYDIS_MNEMONIC_LAHF:
    case ZYDIS_MNEMONIC_SAHF:
      return !long_code || (d.extended_ecx & 1);
    case ZYDIS_MNEMONIC_CMPXCHG8B:
      return d.features_edx & (1u << 8);
    case ZYDIS_MNEMONIC_SYSENTER:
    case ZYDIS_MNEMONIC_SYSEXIT:
      return d.features_edx & (1u << 11);
    default:
      break;
  }
  static const auto index = [] {
    std::array<const group*, ZYDIS_ISA_SET_MAX_VALUE + 1> all{};
    for (const group& g : groups) all[g.set] = &g;
    return all;
  }();
  const group* const found = index[i.meta.isa_set];
  return found && (word_of(d, found->in) >> found->bit & 1);
}

}  // namespace trapline::engine
