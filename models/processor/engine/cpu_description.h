/// What CPUID says of the processor. A feature that is not described is not there: its instructions
/// raise #UD. Intel SDM volume 2, CPUID.
/// *Not modelled*: MTRRs that do anything, performance counters.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace trapline::engine {

/// The default is a Pentium 4 of the Prescott kind.
struct cpu_description {
  std::string_view vendor = "GenuineIntel";                      ///< 12 characters
  std::string_view brand = "Intel(R) Pentium(R) 4 CPU 3.80GHz";  ///< up to 47
  unsigned family = 15;
  unsigned model = 4;
  unsigned stepping = 3;
  /// Leaf 1: FPU DE PSE TSC MSR PAE MCE CX8 SEP MTRR PGE MCA CMOV PAT PSE36 CLFSH MMX FXSR SSE SSE2.
  std::uint32_t features_edx = 0x078b'f9fd;
  /// Leaf 1: SSE3, CMPXCHG16B.
  std::uint32_t features_ecx = 0x0000'2001;
  /// Leaf 80000001h: SYSCALL NX LM.
  std::uint32_t extended_edx = 0x2010'0800;
  /// Leaf 80000001h: LAHF in 64-bit mode.
  std::uint32_t extended_ecx = 0x0000'0001;
  /// Leaf 80000008h: what physical addresses have; above it page tables' bits are reserved. At most 52.
  unsigned physical_bits = 36;

  std::uint64_t physical_mask() const { return (std::uint64_t{1} << physical_bits) - 1; }

  /// Differs where code is translated otherwise.
  std::uint64_t identity() const {
    std::uint64_t all = family * 64 + model * 8 + stepping;
    for (const std::uint32_t word : {features_edx, features_ecx, extended_edx, extended_ecx})
      all = all * 0x9e37'79b9'7f4a'7c15 + word;
    return all | 1;
  }
};

}  // namespace trapline::engine
