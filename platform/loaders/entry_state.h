/// The registers that a boot loader leaves behind (Intel SDM vol. 3, 2.4 and 3.4.5).
#pragma once

#include <cstdint>
#include <vector>

#include "models/processor/engine/x86_core.h"

namespace trapline::loaders {

/// Selectors of the descriptor table below; the Linux boot protocol asks for just these two.
inline constexpr std::uint16_t code_selector = 0x10;
inline constexpr std::uint16_t data_selector = 0x18;

/// A GDT of flat 4 GiB code and data segments.
std::vector<std::uint8_t> flat_gdt();

/// 32-bit protected mode without paging: flat segments from the GDT at `gdt_address`, interrupts off.
engine::register_file protected_mode_entry(std::uint32_t entry, std::uint32_t gdt_address);

/// Real mode at a linear address below 1 MiB. All segments equal CS, which is 0 where the address
/// fits in 16 bits; the stack grows down from the entry.
engine::register_file real_mode_entry(std::uint32_t entry);

}  // namespace trapline::loaders
