#include "models/processor/engine/x87_translation.h"

#include <bit>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/fpu/x87_instruction.h"
#include "models/processor/engine/instruction_prefix.h"
#include "models/processor/engine/x87_site.h"

namespace trapline::engine {

namespace {

enum segment_index : std::uint8_t { es, cs, ss, ds, fs, gs, by_base };

// FXTRACT, FCOMI and FNSTENV are those that the library makes one call of, with the flags at hand or with an
// operand's address.
constexpr std::array<std::uint8_t, 2> of_registers{0xd9, 0xf4}, of_flags{0xdb, 0xf0};
constexpr std::uint8_t of_memory = 0xd9, memory_digit = 6 << 3;

struct prefixes {
  std::uint8_t segment = by_base;
  bool address_size = false;
  std::uint8_t rex = 0;

  void take(std::uint32_t byte) {
    rex = (byte & 0xf0) == 0x40 ? static_cast<std::uint8_t>(byte) : std::uint8_t{0};
    switch (byte) {
      case 0x26:
        segment = es;
        break;
      case 0x2e:
        segment = cs;
        break;
      case 0x36:
        segment = ss;
        break;
      case 0x3e:
        segment = ds;
        break;
      case 0x64:
        segment = fs;
        break;
      case 0x65:
        segment = gs;
        break;
      case 0x67:
        address_size = true;
        break;
      default:
        break;
    }
  }
};

/// Intel SDM volume 2, 2.1.5: an address made with BP or SP lies in the stack segment.
std::uint8_t default_segment(std::uint32_t modrm, std::uint32_t sib, unsigned address_bytes,
                             std::uint8_t rex) {
  const std::uint32_t mode = modrm >> 6, rm = modrm & 7;
  if (address_bytes == 2) return rm == 2 || rm == 3 || (rm == 6 && mode != 0) ? ss : ds;
  if (rex & 1) return ds;
  const std::uint32_t base = rm == 4 ? sib & 7 : rm;
  if (rm == 4 && base == 4) return ss;
  return base == 5 && mode != 0 ? ss : ds;
}

void emit(const translation& t, const x87_site& site) {
  static_assert(sizeof(x87_site) == 16);
  const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(site);
  for (std::size_t i = 0; i < words.size(); ++i)
    emit_store(t, static_cast<std::ptrdiff_t>(core_state::site_offset() + 8 * i) - core_state::env_offset(),
               words[i]);
}

}  // namespace

std::optional<stand_in> prepare_x87(const translation& t, const library::translation_block& tb,
                                    std::uint64_t linear) {
  const std::uint64_t begin = linear;
  const bool long_mode = tb.flags & library::hf_cs64;
  const auto next = [&t, &linear] { return cpu_ldub_code_x86_64(t.core->env, linear++); };
  prefixes p;
  std::uint32_t opcode = next();
  for (unsigned i = 1; is_prefix(opcode, long_mode); ++i) {
    if (i == longest_instruction) return std::nullopt;
    p.take(long_mode ? opcode : opcode & 0xff);
    opcode = next();
  }
  const std::uint64_t at = linear - 1;
  constexpr std::uint32_t escape_0f = 0x0f, group_15 = 0xae, first_x87 = 0xd8;
  const bool group = opcode == escape_0f;
  if (group && next() != group_15) return std::nullopt;
  if (!group && (opcode & 0xf8) != first_x87) return std::nullopt;
  const std::uint32_t modrm = next();
  const bool memory = modrm < 0xc0;
  const bool saves = group && memory && (modrm >> 3 & 7) < 2;
  if (group && !saves) return std::nullopt;

  x87_site site;
  site.instruction = begin - tb.cs_base;
  site.opcode = static_cast<std::uint16_t>((opcode & 7) << 8 | modrm);
  site.rex_w = p.rex & 8;
  const bool wide_code = tb.flags & library::hf_cs32;
  site.address_bytes = long_mode ? (p.address_size ? 4 : 8) : wide_code != p.address_size ? 4 : 2;
  if (memory && p.segment == by_base) {
    const bool has_sib = site.address_bytes > 2 && (modrm & 7) == 4;
    site.segment = default_segment(modrm, has_sib ? next() : 0, site.address_bytes, p.rex);
  } else {
    site.segment = p.segment;
  }
  const fpu::x87_instruction& instruction = fpu::x87_instruction_of(site.opcode);
  if (!group && !instruction.run) return std::nullopt;
  emit(t, site);
  if (group) return std::nullopt;
  if (memory) return stand_in{at, {of_memory, static_cast<std::uint8_t>((modrm & 0xc7) | memory_digit)}};
  return stand_in{at, instruction.flags ? of_flags : of_registers};
}

}  // namespace trapline::engine
