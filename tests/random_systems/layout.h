/// Where what a random system is made of lies in the low 64 KiB; guests/random-system.asm knows some of it.
#pragma once

#include <cstdint>

namespace trapline::random_systems {

enum class mode : std::uint8_t { real, protected_16, protected_32, paged, pae, long_mode, virtual_86 };
inline constexpr unsigned modes = 7;

/// What the code is encoded for; far transfers and gates lead to code of other sizes.
enum class code_bits : std::uint8_t { b16, b32, b64 };

constexpr code_bits bits_of(mode m) {
  if (m == mode::long_mode) return code_bits::b64;
  return m == mode::real || m == mode::protected_16 || m == mode::virtual_86 ? code_bits::b16
                                                                             : code_bits::b32;
}

namespace layout {

inline constexpr std::uint32_t bytes = 0x1'0000;
inline constexpr std::uint32_t start_parameters = 0x480, target = 0x484, cr0 = 0x48c, cr3 = 0x490,
                               cr4 = 0x494, gdtr = 0x498, idtr = 0x4a0, period = 0x4a8, registers = 0x4c0,
                               registers_64 = 0x510;
inline constexpr std::uint32_t handler = 0x600, handler_of_code = 0x620, gdt = 0x800, descriptors = 32;
inline constexpr std::uint32_t code = 0x1000, code_bytes = 0x4000, stack = 0x7c00, inner_stack = 0x8f00;
inline constexpr std::uint32_t idt = 0x9000, page_table = 0xa000, tasks = 0xb000, tasks_bytes = 0x2000,
                               task_bytes = 0x100, pml4 = 0xd000, pointers = 0xe000, directory = 0xf000;
/// The first task's descriptor; in long mode it takes two entries.
inline constexpr std::uint32_t task_descriptor = 30;

/// Where the clock's interrupts come.
inline constexpr std::uint32_t clock_vector = 0x20;

}  // namespace layout

/// What CR3 and CR4 begin with.
constexpr std::uint32_t cr3_of(mode m) {
  return m == mode::long_mode ? layout::pml4 : m == mode::pae ? layout::pointers : layout::directory;
}
constexpr std::uint32_t cr4_of(mode m) { return m == mode::long_mode || m == mode::pae ? 0x20 : 0x10; }

}  // namespace trapline::random_systems
