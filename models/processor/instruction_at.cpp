#include "models/processor/instruction_at.h"

namespace trapline::processor {
namespace {

constexpr std::uint64_t cr0_pe = 1, efer_lma = 1 << 10;
// Of a code segment's descriptor, as its high double word has them.
constexpr std::uint32_t long_code = 1 << 21, big_code = 1 << 22;
constexpr unsigned cs = 1;

unsigned bits_of(const engine::register_file& r) {
  if ((r.efer & efer_lma) != 0 && (r.segment[cs].flags & long_code) != 0) return 64;
  return (r.cr0 & cr0_pe) != 0 && (r.segment[cs].flags & big_code) != 0 ? 32 : 16;
}

}  // namespace

instruction_view::instruction instruction_at(const engine::x86_core& core, const guest_memory& memory) {
  const engine::register_file r = core.registers();
  instruction_view::instruction i{r.segment[cs].selector, r.rip, bits_of(r), {}, 0};
  for (; i.size < i.bytes.size(); ++i.size) {
    const auto at = core.translate_linear(r.segment[cs].base + r.rip + i.size, false);
    const std::byte* byte = at ? memory.byte_at(*at) : nullptr;
    if (byte == nullptr) break;
    i.bytes[i.size] = std::to_integer<std::uint8_t>(*byte);
  }
  return i;
}

}  // namespace trapline::processor
