#include "tests/random_systems/random_code.h"

#include <iterator>

namespace trapline::random_systems {

namespace {

constexpr unsigned eax = 0, ecx = 1, edx = 2, esi = 6, edi = 7;

/// In what the processor itself reads: descriptors, gates, tasks, page tables, vectors.
std::uint32_t table_address(dice& d) {
  switch (d.below(7)) {
    case 0:
      return layout::gdt + d.below(layout::descriptors) * 8 + d.below(2) * 4;
    case 1:
      return layout::idt + d.below(256) * d.pick({8, 16}) + d.below(2) * 4;
    case 2:
      return layout::tasks + d.below(layout::tasks_bytes);
    case 3:
      return layout::page_table + d.below(1024) * 4;
    case 4:
      return layout::directory + d.below(8) * 4;
    case 5:
      return d.pick({layout::pml4, layout::pointers}) + d.below(8) * 4;
    default:
      return d.below(256) * 4;
  }
}

/// Anywhere that something is, mostly.
std::uint32_t address(dice& d) {
  switch (d.below(10)) {
    case 0:
    case 1:
      return table_address(d);
    case 2:
    case 3:
      return code_address(d);
    case 4:
      return layout::stack - d.below(0x400);
    case 5:
      return 0xa'0000 + d.below(0x2'0000);  // video
    case 6:
      return d.pick({0xfee0'0000, 0xfec0'0000, 0xff00'0000}) + d.below(0x400);  // local APIC and the like
    case 7:
      return 0xc'0000 + d.below(0x5'0000);  // ROMs, and the end of the megabyte
    case 8:
      return d.any();
    default:
      return d.below(0x1'0000);
  }
}

std::uint32_t value(dice& d) {
  switch (d.below(6)) {
    case 0:
      return d.pick({0, 1, 0x7fff'ffff, 0x8000'0000, 0xffff'ffff});
    case 1:
      return address(d);
    case 2:
      return page_entry(d, d.below(256));
    case 3:
      return selector(d);
    case 4:
      return d.below(256);
    default:
      return d.any();
  }
}

/// Half of them a device's. The port that ends a machine is hardly ever met.
std::uint32_t port(dice& d) {
  struct range {
    std::uint16_t first, last;
  };
  static constexpr range devices[]{
      {0x00, 0x0f},   {0x20, 0x21},   {0x40, 0x43},    {0x60, 0x64},   {0x70, 0x71},   {0x80, 0x8f},
      {0x92, 0x92},   {0xa0, 0xa1},   {0xc0, 0xdf},    {0xe0, 0xe9},   {0xf0, 0xf1},   {0x1ce, 0x1cf},
      {0x1f0, 0x1f7}, {0x220, 0x22f}, {0x2f8, 0x2ff},  {0x300, 0x31f}, {0x378, 0x37a}, {0x388, 0x389},
      {0x3b0, 0x3df}, {0x3f0, 0x3f7}, {0x3f8, 0x3ff},  {0x402, 0x402}, {0x4d0, 0x4d1}, {0x504, 0x504},
      {0x510, 0x511}, {0xcf8, 0xcff}, {0x2000, 0x2017}};
  if (d.one_in(4)) return d.below(0x1'0000);
  const range& r = devices[d.below(std::size(devices))];
  return r.first + d.below(r.last - r.first + 1u);
}

/// All that there are, TF, IOPL, NT, RF and VM with them; interrupts mostly on.
std::uint32_t some_flags(dice& d) { return 2 | d.some_of(0x27'7dd5) | (d.one_in(6) ? 0u : 0x200u); }

using writer = instruction_writer;

void noise(writer& w, dice& d) {
  for (std::uint32_t n = 1 + d.below(6); n > 0; --n) w.byte(d.any());
}

void change_table(writer& w, dice& d) { w.store(table_address(d), value(d)); }

void read_or_write_memory(writer& w, dice& d) {
  const std::uint32_t at = address(d);
  w.set(esi, at);
  if (w.bits() == code_bits::b16 && !d.one_in(8)) w.byte(0x67);
  // MOV and read-modify-write through [ESI], of any width
  w.bytes(
      {d.pick({0x88, 0x89, 0x8a, 0x8b, 0x00, 0x01, 0x31, 0x86, 0x87, 0xfe, 0xff}), 0x06 | d.below(2) << 3});
}

void change_code(writer& w, dice& d) { w.store(code_address(d), d.any()); }

void use_port(writer& w, dice& d) {
  w.set_word(edx, port(d));
  if (d.one_in(2)) w.set(eax, value(d));
  if (d.one_in(6)) {
    w.set(ecx, d.below(8));
    w.set(d.one_in(2) ? esi : edi, address(d));
    w.byte(d.pick({0xf3, 0xf3, 0x90}));
    w.byte(0x6c | d.below(4));
    return;
  }
  if (d.one_in(4)) w.byte(0x66);
  w.byte(0xec | d.below(4));
}

void use_port_by_number(writer& w, dice& d) {
  const std::uint32_t clock = d.pick({0x20, 0x21, 0x40, 0x43, 0xa0, 0xa1});
  const std::uint32_t other =
      d.pick({0x42, 0x60, 0x61, 0x64, 0x70, 0x71, 0x80, 0x92, 0xf0, d.below(0x20), 0x80 + d.below(0x70)});
  w.bytes({0xb0, d.any(), 0xe4 | d.below(4), d.one_in(16) ? clock : other});
}

/// Another clock, and more lines open.
void let_interrupts_come(writer& w, dice& d) {
  const auto out = [&w](std::uint32_t to, std::uint32_t what) { w.bytes({0xb0, what, 0xe6, to}); };
  out(0x43, d.pick({0x34, 0x36, 0x30, 0x14}));
  out(0x40, d.below(40));
  out(0x40, 0);
  if (d.one_in(4)) {
    out(0x20, 0x11);
    out(0x21, d.pick({0x20, 0x20, 0x08, d.below(256)}));
    out(0x21, 4);
    out(0x21, d.pick({1, 3, d.below(32)}));
  }
  out(0x21, d.any() & 0xfe);
  w.byte(0xfb);
  if (d.one_in(2)) w.byte(0xf4);
}

/// Most of them leave the machine in the mode that it is in.
void control_register(writer& w, dice& d) {
  const std::uint32_t which = d.pick({0, 0, 0, 2, 3, 3, 3, 4, 4, 8, d.below(8)});
  std::uint32_t to = d.any();
  const bool odd = d.one_in(12), pages = w.of() > mode::protected_32 && w.of() != mode::virtual_86;
  if (which == 0 || (which == 8 && w.bits() != code_bits::b64)) {
    to = 0x10 | d.some_of(0x6005'002e);
    if (w.of() != mode::real || odd) to |= odd ? d.below(2) : 1;
    if (odd ? d.one_in(2) : pages) to |= 0x8000'0000;
  }
  if (which == 3) to = odd ? d.pick({d.any(), d.below(16) << 12}) : cr3_of(w.of());
  if (which == 4) to = odd ? d.some_of(0x7ff) : cr4_of(w.of()) | d.some_of(0x78f);
  w.set(eax, to);
  if (which == 8 && w.bits() == code_bits::b64) w.byte(0x44);
  w.bytes({0x0f, d.one_in(4) ? 0x20u : 0x22u, 0xc0 | (which & 7) << 3});
}

void debug_register(writer& w, dice& d) {
  const std::uint32_t which = d.pick({0, 1, 2, 3, 6, 7, 7, d.below(8)});
  w.set(eax, which == 7 ? d.any() & 0xffff'27ff : address(d));
  w.bytes({0x0f, d.one_in(4) ? 0x21u : 0x23u, 0xc0 | which << 3});
}

void model_specific_register(writer& w, dice& d) {
  w.set(ecx, d.pick({0x10,
                     0x1b,
                     0x174,
                     0x175,
                     0x176,
                     0x1a0,
                     0x1d9,
                     0x200 + d.below(16),
                     0x277,
                     0x2ff,
                     0x400 + d.below(8),
                     0xc000'0080,
                     0xc000'0080,
                     0xc000'0081,
                     0xc000'0082,
                     0xc000'0084,
                     0xc000'0100,
                     0xc000'0101,
                     0xc000'0102,
                     d.any()}));
  w.set(eax, d.pick({0x101, 0x500, 0x901, code_address(d), selector(d), value(d)}));
  w.set(edx, d.pick({0, 0, 0, selector(d) << 16 | selector(d), 0xffff'ffff, d.any()}));
  w.bytes({0x0f, d.one_in(3) ? 0x32u : 0x30u});
}

void far_transfer(writer& w, dice& d) {
  if (w.bits() == code_bits::b64) {  // through memory: there is no immediate form
    w.store(layout::stack + 0x10, code_address(d));
    w.store(layout::stack + 0x14, selector(d));
    w.byte(0xff);
    w.memory(d.pick({3, 5}), layout::stack + 0x10);
    return;
  }
  w.wide();
  w.byte(d.pick({0xea, 0x9a}));
  w.dword(code_address(d));
  w.word(selector(d));
}

/// To another level, by what a handler leaves by.
void far_return(writer& w, dice& d) {
  const bool interrupt = d.one_in(2);
  const auto push = [&w](std::uint32_t v) {
    w.wide();
    w.byte(0x68);
    w.dword(v);
  };
  push(selector(d));
  push(d.pick({layout::stack, layout::inner_stack, address(d)}));
  if (interrupt) push(some_flags(d));
  push(selector(d));
  push(code_address(d));
  if (w.bits() == code_bits::b64)
    w.byte(0x48);
  else
    w.wide();
  w.byte(interrupt ? 0xcfu : 0xcbu);
}

void selector_register(writer& w, dice& d) {
  w.set_word(eax, selector(d));
  if (d.one_in(2)) {
    w.bytes({0x8e, 0xc0 | d.below(6) << 3});
  } else if (d.one_in(2)) {
    w.bytes({0x0f, 0x00, 0xc0 | d.pick({0, 1, 2, 2, 3, 3, 4, 5}) << 3});
  } else {
    w.bytes({0x0f, d.pick({2, 3}), 0xc0});  // LAR, LSL
  }
}

void table_register(writer& w, dice& d) {
  const std::uint32_t what = d.below(8);
  if (what == 2 || what == 3) {
    w.store(layout::stack + 0x20, (d.one_in(4) ? d.below(0x1'0000) : 0xfffu) | (what == 2     ? layout::gdt
                                                                                : d.one_in(8) ? 0
                                                                                              : layout::idt)
                                                                                   << 16);
    w.store(layout::stack + 0x24, d.one_in(8) ? d.any() : 0);
  }
  w.bytes({0x0f, 0x01});
  w.memory(what, what == 7 ? address(d) : layout::stack + 0x20);
}

void flags(writer& w, dice& d) {
  w.wide();
  w.byte(0x68);
  w.dword(some_flags(d));
  w.wide();
  w.byte(0x9d);
}

void interrupt(writer& w, dice& d) {
  switch (d.below(6)) {
    case 0:
      w.byte(0xcc);
      return;
    case 1:
      w.byte(0xce);
      return;
    case 2:
      w.bytes({0x0f, 0x0b});
      return;
    case 3:
      w.byte(0xf1);
      return;
    default:
      w.bytes({0xcd, d.any()});
  }
}

void floating_point(writer& w, dice& d) {
  switch (d.below(6)) {
    case 0:  // FXSAVE, FXRSTOR, LDMXCSR, STMXCSR
      w.bytes({0x0f, 0xae});
      w.memory(d.below(4), address(d) & ~15u);
      return;
    case 1:  // environments, and whole states
      w.byte(d.pick({0xd9, 0xdd}));
      w.memory(d.pick({4, 5, 6, 7}), address(d));
      return;
    case 2:
      if (d.one_in(3)) w.byte(d.pick({0x66, 0xf2, 0xf3}));
      w.bytes({0x0f, d.pick({0x10, 0x11, 0x28, 0x29, 0x2a, 0x2c, 0x2d, 0x2e, 0x2f, 0x50 + d.below(16),
                             0x60 + d.below(32), 0xc2, 0xc6, 0xd0 + d.below(48)})});
      if (d.one_in(2))
        w.byte(0xc0 | d.below(64));
      else
        w.memory(d.below(8), address(d));
      return;
    case 3:
      w.bytes({d.pick({0x9b, 0x0f}), d.pick({0x77, 0x06})});  // FWAIT; EMMS; CLTS
      return;
    default:
      w.byte(0xd8 | d.below(8));
      if (d.one_in(2))
        w.byte(0xc0 | d.below(64));
      else
        w.memory(d.below(8), address(d));
  }
}

void repeated(writer& w, dice& d) {
  w.set(ecx, d.pick({0, 1, 7, 0x100, 0x4000, d.any()}));
  w.set(esi, address(d));
  w.set(edi, address(d));
  if (d.one_in(8)) w.byte(0xfd);
  if (w.bits() == code_bits::b16 && d.one_in(2)) w.byte(0x67);
  w.byte(d.pick({0xf2, 0xf3}));
  w.byte(d.pick({0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf}));
}

void near_transfer(writer& w, dice& d) {
  if (d.one_in(3)) {
    w.bytes({d.pick({0xe0, 0xe1, 0xe2, 0xe3, 0xeb, 0x70 + d.below(16)}), d.any()});
    return;
  }
  w.byte(d.pick({0xe8, 0xe9}));
  const std::uint32_t to = code_address(d);
  w.bits() == code_bits::b16 ? w.word(to - w.at() - 2) : w.dword(to - w.at() - 4);
}

void single(writer& w, dice& d) {
  static constexpr std::uint8_t one[]{0xf4, 0xfa, 0xfb, 0xfb, 0xfb, 0xfb, 0xcf, 0xcb, 0xc3, 0xc9,
                                      0x9c, 0x9d, 0x60, 0x61, 0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e,
                                      0x1f, 0xd7, 0x27, 0x37, 0x9b, 0xc8, 0xc4, 0xc5, 0x62, 0x63,
                                      0xf0, 0x64, 0x65, 0x67, 0x66, 0x2e, 0x9e, 0xfd};
  static constexpr std::uint8_t after_0f[]{0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x31, 0x33, 0x34, 0x35, 0x77,
                                           0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa, 0xb2, 0xb4, 0xb5, 0xc7, 0xb1};
  if (d.one_in(2)) {
    w.byte(one[d.below(std::size(one))]);
    return;
  }
  w.byte(0x0f);
  w.byte(after_0f[d.below(std::size(after_0f))]);
}

void arithmetic(writer& w, dice& d) {
  if (d.one_in(4)) w.byte(0xf0);
  const std::uint32_t operation =
      d.pick({0x00 + d.below(64), 0x80, 0x81, 0x83, 0xc1, 0xd1, 0xd3, 0xf7, 0xff});
  w.byte(operation);
  if (d.one_in(2))
    w.byte(0xc0 | d.below(64));
  else
    w.memory(d.below(8), address(d));
  if (d.one_in(2)) w.byte(d.any());
}

using phrase = void (*)(writer&, dice&);

constexpr phrase phrases[]{noise,
                           change_table,
                           change_table,
                           read_or_write_memory,
                           read_or_write_memory,
                           change_code,
                           use_port,
                           use_port,
                           use_port_by_number,
                           let_interrupts_come,
                           control_register,
                           control_register,
                           debug_register,
                           model_specific_register,
                           far_transfer,
                           far_return,
                           selector_register,
                           selector_register,
                           table_register,
                           flags,
                           interrupt,
                           floating_point,
                           floating_point,
                           repeated,
                           near_transfer,
                           single,
                           single,
                           arithmetic};

}  // namespace

std::uint32_t code_address(dice& d) { return layout::code + d.below(layout::code_bytes); }

std::uint32_t selector(dice& d) {
  return d.below(d.one_in(2) ? 6 : layout::descriptors) * 8 | (d.one_in(2) ? 0 : d.below(8));
}

std::uint32_t page_entry(dice& d, std::uint32_t page) {
  const std::uint32_t rights = d.one_in(16) ? d.any() & 0xfff : 7 | d.some_of(0x160);
  return (d.one_in(32) ? d.any() & ~0xfffu : page << 12) | rights;
}

void write_random_code(instruction_writer& w, dice& d) {
  const bool all_noise = d.one_in(16);
  while (!w.full()) (all_noise ? noise : phrases[d.below(std::size(phrases))])(w, d);
}

}  // namespace trapline::random_systems
