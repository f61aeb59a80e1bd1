// Operands of SSE's and the x87's instructions at the end of a page and across two, as processors have it: nothing is
// done if one of the pages is missing, and nothing is read that is no operand.
#include <array>
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;
using code = std::vector<int>;
using vector = std::array<std::uint8_t, 16>;

constexpr std::uint32_t directory = 0x10000, table = 0x11000, first_frame = 0x5000, second_frame = 0x8000;
constexpr std::uint32_t first_linear = 0x40'0000, second_linear = 0x40'1000, saved = 0x2f00;
constexpr std::uint32_t missing = 0, read_only = 1, writable = 3;
constexpr std::uint32_t error_present = 1, error_write = 2;
constexpr std::uint64_t cr4_osfxsr = 0x200, cr4_pse = 0x10;
constexpr int background = 0xa5;

struct pages {
  std::uint32_t first = writable, second = writable;
};

struct outcome {
  words error;
  std::uint64_t cr2;
  vector in_memory, in_register;
  bool memory_changed;
};

/// One instruction on [esi] or [edi], at so many bytes in front of the second page; xmm0 is 0, 1, 2 ..., memory is A5h.
outcome run_one(const code& instruction, unsigned in_front, pages p, bool known = false) {
  machine m;
  const auto put32 = [&m](std::uint64_t at, std::uint32_t value) {
    std::memcpy(m.ram.data() + at, &value, sizeof value);
  };
  // pop eax; out 80h,eax; movups [saved],xmm0; hlt
  m.put(0x2000, {0x58, 0xe7, 0x80, 0x0f, 0x11, 0x05, saved & 0xff, saved >> 8, 0, 0, 0xf4});
  put32(directory, 0x83);
  put32(directory + 4, table | 3);
  put32(table, p.first == missing ? 0 : first_frame | p.first);
  put32(table + 4, p.second == missing ? 0 : second_frame | p.second);
  for (std::uint32_t i = 0; i < 0x1000; ++i)
    m.ram[first_frame + i] = m.ram[second_frame + i] = static_cast<std::byte>(background);
  for (int i = 0; i < 16; ++i) m.put(0x5000 - 0x100 + static_cast<std::uint64_t>(i), {i});
  code all{0x0f, 0x10, 0x05, 0x00, 0x4f, 0, 0};  // movups xmm0,[4f00h]
  if (known) {                                   // mov eax,[page], of those that are there
    if (p.first != missing) all.insert(all.end(), {0xa1, 0x00, 0x00, 0x40, 0x00});
    if (p.second != missing) all.insert(all.end(), {0xa1, 0x00, 0x10, 0x40, 0x00});
  }
  all.insert(all.end(), instruction.begin(), instruction.end());
  all.insert(all.end(), {0x0f, 0x11, 0x05, saved & 0xff, saved >> 8, 0, 0, 0xf4});
  for (std::size_t n = 0; n < all.size(); ++n) m.ram[0x1000 + n] = static_cast<std::byte>(all[n]);
  auto r = m.protected_mode(14);
  r.cr0 = 0x8001'0011;
  r.cr3 = directory;
  r.cr4 = cr4_pse | cr4_osfxsr;
  r.gpr[6] = r.gpr[7] = second_linear - in_front;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  outcome o{m.values(0x80), m.core.registers().cr2, {}, {}, false};
  for (unsigned i = 0; i < 16; ++i)
    o.in_memory[i] = static_cast<std::uint8_t>(i < in_front ? m.ram[first_frame + 0x1000 - in_front + i]
                                                            : m.ram[second_frame + i - in_front]);
  std::memcpy(o.in_register.data(), m.ram.data() + saved, 16);
  for (std::uint32_t i = 0; i < 0x1000; ++i)
    for (const std::uint32_t frame : {first_frame, second_frame})
      o.memory_changed |= m.ram[frame + i] != static_cast<std::byte>(background);
  return o;
}

vector filled(int with) {
  vector v;
  v.fill(static_cast<std::uint8_t>(with));
  return v;
}

vector counted() {
  vector v;
  for (unsigned i = 0; i < 16; ++i) v[i] = static_cast<std::uint8_t>(i);
  return v;
}

const code stores[]{{0x0f, 0x11, 0x06}, {0x66, 0x0f, 0x11, 0x06}, {0xf3, 0x0f, 0x7f, 0x06}};
const code loads[]{
    {0x0f, 0x10, 0x06}, {0x66, 0x0f, 0x10, 0x06}, {0xf3, 0x0f, 0x6f, 0x06}, {0xf2, 0x0f, 0xf0, 0x06}};

}  // namespace

TEST_CASE("two pages: one of 128 bits is stored across pages as a whole or not at all") {
  for (const code& store : stores) {
    for (unsigned in_front = 1; in_front < 16; ++in_front) {
      for (const bool known : {false, true}) {
        CAPTURE(store[0], in_front, known);
        CHECK(run_one(store, in_front, {}, known).in_memory == counted());
        const auto check = [&](pages p, std::uint32_t error, std::uint64_t cr2) {
          const outcome o = run_one(store, in_front, p, known);
          CHECK(o.error == words{error});
          CHECK(o.cr2 == cr2);
          CHECK_FALSE(o.memory_changed);
        };
        const std::uint64_t begin = second_linear - in_front;
        check({writable, missing}, error_write, second_linear);
        check({writable, read_only}, error_write | error_present, second_linear);
        check({missing, writable}, error_write, begin);
        check({read_only, writable}, error_write | error_present, begin);
        check({missing, missing}, error_write, begin);
        check({read_only, missing}, error_write | error_present, begin);
      }
    }
  }
}

TEST_CASE("two pages: one of 128 bits is loaded across pages as a whole or not at all") {
  for (const code& load : loads) {
    for (unsigned in_front = 1; in_front < 16; ++in_front) {
      for (const bool known : {false, true}) {
        CAPTURE(load[0], in_front, known);
        CHECK(run_one(load, in_front, {read_only, read_only}, known).in_register == filled(background));
        const auto check = [&](pages p, std::uint64_t cr2) {
          const outcome o = run_one(load, in_front, p, known);
          CHECK(o.error == words{0});
          CHECK(o.cr2 == cr2);
          CHECK(o.in_register == counted());
        };
        check({read_only, missing}, second_linear);
        check({missing, read_only}, second_linear - in_front);
        check({missing, missing}, second_linear - in_front);
      }
    }
  }
}

TEST_CASE("two pages: at the end of the memory that is there one of 128 bits is loaded and stored") {
  CHECK(run_one(stores[0], 16, {writable, missing}).in_memory == counted());
  CHECK(run_one(loads[0], 16, {read_only, missing}).in_register == filled(background));
}

TEST_CASE("two pages: conversions of 64 bits read no more than that") {
  const code conversions[]{
      {0x0f, 0x5a, 0x06},        // cvtps2pd xmm0,[esi]
      {0xf3, 0x0f, 0xe6, 0x06},  // cvtdq2pd xmm0,[esi]
      {0x0f, 0x2d, 0x06},        // cvtps2pi mm0,[esi]
      {0x0f, 0x2c, 0x06},        // cvttps2pi mm0,[esi]
  };
  const code to_xmm0{0xf3, 0x0f, 0xd6, 0xc0};  // movq2dq xmm0,mm0
  for (code c : conversions) {
    CAPTURE(c[0], c[1]);
    if (c[1] == 0x2d || c[1] == 0x2c) c.insert(c.end(), to_xmm0.begin(), to_xmm0.end());
    const outcome at_end = run_one(c, 8, {read_only, missing});
    CHECK(at_end.error.empty());
    CHECK(at_end.in_register == run_one(c, 64, {read_only, missing}).in_register);
    CHECK(at_end.in_register != counted());
    const outcome across = run_one(c, 7, {read_only, missing});
    CHECK(across.error == words{0});
    CHECK(across.cr2 == second_linear);
  }
}

TEST_CASE("two pages: a conversion of 64 bits from a device reads it once") {
  machine m;
  std::vector<std::pair<std::uint64_t, unsigned>> seen;
  m.core.map_mmio(0xb'0000, 0x1000);
  m.on_read = [&](std::uint64_t address, unsigned width) {
    seen.emplace_back(address, width);
    return std::uint64_t{0};
  };
  // mov ax,b000h; mov ds,ax; cvtps2pd xmm0,[8]; hlt
  m.put(0x1000, {0xb8, 0x00, 0xb0, 0x8e, 0xd8, 0x0f, 0x5a, 0x06, 0x08, 0x00, 0xf4});
  m.start_at(0x1000);
  auto r = m.core.registers();
  r.cr4 = cr4_osfxsr;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(seen == std::vector<std::pair<std::uint64_t, unsigned>>{{0xb'0008, 8}});
}

// Where the fault is told of is what an Intel Xeon of the Emerald Rapids kind says.
TEST_CASE(
    "two pages: a state of the x87 is looked at at its first field and its last byte before it is accessed") {
  const struct {
    code instruction;
    unsigned bytes, first_field, multiple;
    bool stores;
  } all[]{
      {{0xd9, 0x36}, 28, 4, 1, true},          {{0xd9, 0x26}, 28, 4, 1, false},
      {{0xdd, 0x36}, 108, 4, 1, true},         {{0xdd, 0x26}, 108, 4, 1, false},
      {{0x66, 0xd9, 0x36}, 14, 2, 1, true},    {{0x66, 0xd9, 0x26}, 14, 2, 1, false},
      {{0x66, 0xdd, 0x36}, 94, 2, 1, true},    {{0x66, 0xdd, 0x26}, 94, 2, 1, false},
      {{0x0f, 0xae, 0x06}, 512, 16, 16, true}, {{0x0f, 0xae, 0x0e}, 512, 16, 16, false},
  };
  for (const auto& i : all) {
    const std::uint32_t error = i.stores ? error_write : 0;
    for (unsigned in_front = i.multiple; in_front < i.bytes; in_front += i.multiple) {
      CAPTURE(i.instruction[0], i.bytes, i.stores, in_front);
      const outcome second = run_one(i.instruction, in_front, {writable, missing});
      CHECK(second.error == words{error});
      CHECK(second.cr2 == second_linear + (in_front < i.first_field ? 0 : i.bytes - in_front - 1));
      CHECK_FALSE(second.memory_changed);
      const outcome first = run_one(i.instruction, in_front, {missing, writable});
      CHECK(first.error == words{error});
      CHECK(first.cr2 == second_linear - in_front);
      CHECK_FALSE(first.memory_changed);
    }
    if (!i.stores) continue;
    CHECK(run_one(i.instruction, i.multiple, {}).memory_changed);
    CHECK(run_one(i.instruction, i.bytes, {writable, missing}).memory_changed);
  }
}

TEST_CASE(
    "two pages: a masked store asks to write all of its operand, whatever the mask, the upper half first") {
  // pcmpeqd xmm1,xmm1 or pxor xmm1,xmm1, and maskmovdqu xmm0,xmm1; the same of MMX.
  const struct {
    code instruction;
    unsigned bytes;
    bool stores;
  } all[]{
      {{0x66, 0x0f, 0x76, 0xc9, 0x66, 0x0f, 0xf7, 0xc1}, 16, true},
      {{0x66, 0x0f, 0xef, 0xc9, 0x66, 0x0f, 0xf7, 0xc1}, 16, false},
      {{0x0f, 0xef, 0xc0, 0x0f, 0x76, 0xc9, 0x0f, 0xf7, 0xc1}, 8, true},
      {{0x0f, 0xef, 0xc9, 0x0f, 0xf7, 0xc1}, 8, false},
  };
  for (const auto& i : all) {
    const unsigned last_half = i.bytes - 8;
    for (unsigned in_front = 1; in_front < i.bytes; ++in_front) {
      CAPTURE(i.bytes, i.stores, in_front);
      const outcome second = run_one(i.instruction, in_front, {writable, missing});
      CHECK(second.error == words{error_write});
      CHECK(second.cr2 == second_linear + (in_front < last_half ? last_half - in_front : 0));
      CHECK_FALSE(second.memory_changed);
      const outcome first = run_one(i.instruction, in_front, {missing, writable});
      CHECK(first.error == words{error_write});
      CHECK(first.cr2 == second_linear - (in_front > last_half ? in_front - last_half : in_front));
      CHECK_FALSE(first.memory_changed);
      CHECK(run_one(i.instruction, in_front, {}).memory_changed == i.stores);
    }
  }
  CHECK(run_one(all[0].instruction, 5, {}).in_memory == counted());
}
