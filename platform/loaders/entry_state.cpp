#include "platform/loaders/entry_state.h"

#include "platform/loaders/byte_writer.h"

namespace trapline::loaders {
namespace {

// Descriptor bits 8-23 in their high dword: present, DPL 0, S, type, and for flat segments G and D/B.
constexpr std::uint32_t flat_code = 0x00CF9B00;
constexpr std::uint32_t flat_data = 0x00CF9300;
constexpr std::uint32_t real_code = 0x00009B00;
constexpr std::uint32_t real_data = 0x00009300;
constexpr std::uint32_t empty_ldt = 0x00008200;
constexpr std::uint32_t busy_tss = 0x00008B00;
constexpr std::uint32_t real_limit = 0xFFFF;

constexpr std::uint64_t cr0_after_reset = 0x60000010;  // CD, NW, ET
constexpr std::uint64_t cr0_protection = 1;
constexpr std::uint64_t rflags_reserved = 2;
constexpr unsigned cs = 1;
constexpr unsigned rsp = 4;

engine::register_file common() {
  engine::register_file r{};
  r.rflags = rflags_reserved;
  r.ldtr = {0, 0, real_limit, empty_ldt};
  r.tr = {0, 0, real_limit, busy_tss};
  r.cr0 = cr0_after_reset;
  return r;
}

}  // namespace

std::vector<std::uint8_t> flat_gdt() {
  std::vector<std::uint8_t> gdt(data_selector + 8);
  const auto descriptor = [&](std::uint16_t selector, std::uint32_t flags) {
    put(gdt, selector, 4, 0x0000FFFF);
    put(gdt, selector + 4u, 4, flags);
  };
  descriptor(code_selector, flat_code);
  descriptor(data_selector, flat_data);
  return gdt;
}

engine::register_file protected_mode_entry(std::uint32_t entry, std::uint32_t gdt_address) {
  engine::register_file r = common();
  r.rip = entry;
  r.cr0 |= cr0_protection;
  for (auto& s : r.segment) s = {data_selector, 0, 0xFFFFFFFF, flat_data};
  r.segment[cs] = {code_selector, 0, 0xFFFFFFFF, flat_code};
  r.gdtr = {0, gdt_address, static_cast<std::uint32_t>(flat_gdt().size() - 1), 0};
  r.idtr = {0, 0, 0, 0};
  return r;
}

engine::register_file real_mode_entry(std::uint32_t entry) {
  engine::register_file r = common();
  const std::uint32_t base = entry & 0xF0000;
  const auto selector = static_cast<std::uint16_t>(base >> 4);
  for (auto& s : r.segment) s = {selector, base, real_limit, real_data};
  r.segment[cs] = {selector, base, real_limit, real_code};
  r.rip = entry & 0xFFFF;
  r.gpr[rsp] = entry & 0xFFFF;
  r.gdtr = {0, 0, real_limit, 0};
  r.idtr = {0, 0, 0x3FF, 0};
  return r;
}

}  // namespace trapline::loaders
