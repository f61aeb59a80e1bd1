#include "models/vmm/injection/stack_tweak.h"

#include <array>
#include <optional>

namespace trapline::vmm {

namespace {

using engine::register_file;
using engine::segment_register;

enum : unsigned { es = 0, cs = 1, ss = 2, ds = 3, fs = 4, gs = 5 };
constexpr unsigned sp = 4;  // RSP's place among the general registers
constexpr std::uint64_t efer_lma = 1u << 10;
constexpr std::uint64_t cr0_pe = 1;
constexpr std::uint64_t flag_tf = 1u << 8, flag_if = 1u << 9, flag_nt = 1u << 14, flag_rf = 1u << 16,
                        flag_vm = 1u << 17, flag_ac = 1u << 18;

// A descriptor's high dword.
constexpr std::uint32_t present = 1u << 15, code_or_data = 1u << 12, executable = 1u << 11,
                        conforming = 1u << 10, writable = 1u << 9, big = 1u << 22, pages = 1u << 23;
constexpr std::uint32_t attributes = 0x00f0'ff00;

unsigned privilege_of(std::uint32_t flags) { return (flags >> 13) & 3; }

struct descriptor {
  std::uint32_t low, high;

  segment_register as_register(std::uint16_t selector) const {
    std::uint32_t limit = (low & 0xffff) | (high & 0xf0000);
    if (high & pages) limit = (limit << 12) | 0xfff;
    return {selector, (low >> 16) | ((high & 0xff) << 16) | (high & 0xff00'0000), limit, high & attributes};
  }
};

class tweak {
 public:
  tweak(engine::x86_core& core, const processor::guest_memory& memory)
      : core_{core}, memory_{memory}, r_{core.registers()} {}

  bool deliver(std::uint8_t vector) {
    if (!can_tweak_stack(r_)) return false;
    if (!((r_.cr0 & cr0_pe) ? protected_mode(vector) : real_mode(vector)) || !write_frame()) return false;
    core_.set_registers(r_);
    return true;
  }

 private:
  bool real_mode(std::uint8_t vector) {
    const std::uint32_t entry = vector * 4u;
    if (entry + 3 > r_.idtr.limit) return false;
    const auto handler = read(r_.idtr.base + entry, 4);
    if (!handler) return false;
    stack_ = {r_.segment[ss].base, 0xffff, r_.gpr[sp]};
    push(r_.rflags, 2);
    push(r_.segment[cs].selector, 2);
    push(r_.rip, 2);
    take_stack();
    r_.rflags &= ~(flag_if | flag_tf | flag_ac | flag_rf);
    r_.rip = *handler & 0xffff;
    const auto selector = static_cast<std::uint16_t>(*handler >> 16);
    r_.segment[cs].selector = selector;
    r_.segment[cs].base = std::uint64_t{selector} << 4;
    return true;
  }

  bool protected_mode(std::uint8_t vector) {
    const std::uint32_t entry = vector * 8u;
    if (entry + 7 > r_.idtr.limit) return false;
    const auto gate = descriptor_at(r_.idtr.base + entry);
    if (!gate || !(gate->high & present)) return false;
    const std::uint32_t type = (gate->high >> 8) & 0x1f;
    constexpr std::uint32_t interrupt16 = 6, trap16 = 7, interrupt32 = 14, trap32 = 15;
    if (type != interrupt16 && type != trap16 && type != interrupt32 && type != trap32) return false;
    const unsigned width = type >= interrupt32 ? 4 : 2;

    const auto selector = static_cast<std::uint16_t>(gate->low >> 16);
    const auto code = descriptor_of(selector);
    const bool vm86 = r_.rflags & flag_vm;
    const unsigned now = vm86 ? 3 : privilege_of(r_.segment[ss].flags);
    if (!code || !(code->high & present) || !(code->high & code_or_data) || !(code->high & executable))
      return false;
    const unsigned wanted = code->high & conforming ? now : privilege_of(code->high);
    if (wanted > now || (vm86 && wanted != 0)) return false;

    std::optional<segment_register> inner;
    const std::uint64_t outer_sp = r_.gpr[sp];
    if (wanted < now) {
      inner = inner_stack(wanted);
      if (!inner) return false;
    } else {
      stack_ = {r_.segment[ss].base, mask_of(r_.segment[ss]), outer_sp};
    }
    if (inner && vm86)
      for (const unsigned s : {gs, fs, ds, es}) push(r_.segment[s].selector, width);
    if (inner) {
      push(r_.segment[ss].selector, width);
      push(outer_sp, width);
    }
    push(r_.rflags, width);
    push(r_.segment[cs].selector, width);
    push(r_.rip, width);
    if (inner && vm86)
      for (const unsigned s : {gs, fs, ds, es}) r_.segment[s] = {};
    if (inner) r_.segment[ss] = *inner;
    take_stack();
    if ((type & 1) == 0) r_.rflags &= ~flag_if;
    r_.rflags &= ~(flag_tf | flag_vm | flag_rf | flag_nt);
    r_.segment[cs] = code->as_register(static_cast<std::uint16_t>((selector & ~3) | wanted));
    r_.rip = (gate->low & 0xffff) | (width == 4 ? gate->high & 0xffff'0000 : 0);
    return true;
  }

  /// The stack that the task state segment keeps for a more privileged ring.
  std::optional<segment_register> inner_stack(unsigned ring) {
    const bool wide = r_.tr.flags & executable;  // of a TSS, the bit that tells 32 bits from 16
    const std::uint32_t at = wide ? 4 + 8 * ring : 2 + 4 * ring;
    if (at + (wide ? 7 : 3) > r_.tr.limit) return std::nullopt;
    const auto pointer = read(r_.tr.base + at, wide ? 4 : 2);
    const auto selector = read(r_.tr.base + at + (wide ? 4 : 2), 2);
    if (!pointer || !selector || (*selector & 3) != ring) return std::nullopt;
    const auto found = descriptor_of(static_cast<std::uint16_t>(*selector));
    if (!found || privilege_of(found->high) != ring || !(found->high & present)) return std::nullopt;
    if (!(found->high & code_or_data) || (found->high & executable) || !(found->high & writable))
      return std::nullopt;
    const segment_register inner = found->as_register(static_cast<std::uint16_t>(*selector));
    r_.gpr[sp] = *pointer;
    stack_ = {inner.base, mask_of(inner), *pointer};
    return inner;
  }

  static std::uint64_t mask_of(const segment_register& s) { return s.flags & big ? 0xffff'ffff : 0xffff; }

  std::optional<descriptor> descriptor_of(std::uint16_t selector) const {
    const segment_register& table = selector & 4 ? r_.ldtr : r_.gdtr;
    const std::uint32_t offset = selector & ~7u;
    if ((selector & ~3) == 0 || offset + 7 > table.limit) return std::nullopt;
    return descriptor_at(table.base + offset);
  }

  std::optional<descriptor> descriptor_at(std::uint64_t linear) const {
    const auto low = read(linear, 4);
    const auto high = read(linear + 4, 4);
    if (!low || !high) return std::nullopt;
    return descriptor{*low, *high};
  }

  std::optional<std::uint32_t> read(std::uint64_t linear, unsigned width) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < width; ++i) {
      const auto at = core_.translate_linear(linear + i, false);
      const std::byte* byte = at ? memory_.byte_at(*at) : nullptr;
      if (byte == nullptr) return std::nullopt;
      value |= std::to_integer<std::uint32_t>(*byte) << (8 * i);
    }
    return value;
  }

  void push(std::uint64_t value, unsigned width) {
    stack_.pointer -= width;
    for (unsigned i = 0; i < width; ++i)
      frame_[used_++] = {stack_.base + ((stack_.pointer + i) & stack_.mask),
                         static_cast<std::byte>(value >> (8 * i))};
  }

  void take_stack() { r_.gpr[sp] = (r_.gpr[sp] & ~stack_.mask) | (stack_.pointer & stack_.mask); }

  /// All of the frame or nothing: a page may be missing at its end.
  bool write_frame() {
    std::array<std::uint64_t, most_bytes> to{};
    for (std::size_t i = 0; i < used_; ++i) {
      const auto at = core_.translate_linear(frame_[i].linear, true);
      if (!at || !memory_.is_ram(*at)) return false;
      to[i] = *at;
    }
    for (std::size_t i = 0; i < used_; ++i) {
      memory_.ram()[to[i]] = frame_[i].value;
      const std::uint64_t page = to[i] & ~page_offset;
      if (i == 0 || page != (to[i - 1] & ~page_offset)) core_.memory_changed(page, page_offset + 1);
    }
    return true;
  }

  /// EIP, CS, EFLAGS, ESP, SS and, from virtual-8086 mode, four segments.
  static constexpr std::size_t most_bytes = 9 * 4;
  static constexpr std::uint64_t page_offset = 0xfff;
  struct pushed {
    std::uint64_t linear;
    std::byte value;
  };
  struct stack {
    std::uint64_t base, mask, pointer;
  };

  engine::x86_core& core_;
  const processor::guest_memory& memory_;
  register_file r_;
  stack stack_{};
  std::array<pushed, most_bytes> frame_;
  std::size_t used_ = 0;
};

}  // namespace

bool can_tweak_stack(const register_file& r) { return (r.efer & efer_lma) == 0; }

bool tweak_stack(engine::x86_core& core, const processor::guest_memory& memory, std::uint8_t vector) {
  return tweak{core, memory}.deliver(vector);
}

}  // namespace trapline::vmm
