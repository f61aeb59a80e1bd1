// What the floating-point unit does to the rest of the processor: errors that wait, pointers, images in
// memory, exceptions of SSE.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;
constexpr std::uint64_t cr0_ne = 0x20, cr4_osfxsr = 0x200, cr4_osxmmexcpt = 0x400;
constexpr std::uint16_t data = 0x3000;

// The handler of a vector prints the IP that it was given and halts.
void catch_vector(machine& m, int vector) {
  m.put(4 * static_cast<std::uint64_t>(vector), {0x00, 0x20, 0x00, 0x00});
  m.put(0x2000, {0x58, 0xe7, 0x80, 0xf4});  // pop ax; out 80h,ax; hlt
}

void start(machine& m, std::initializer_list<int> code, std::uint64_t cr4 = 0) {
  m.put(0x1000, code);
  m.start_at(0x1000);
  auto r = m.core.registers();
  r.cr0 |= cr0_ne;
  r.cr4 = cr4;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
}

void put16(machine& m, std::uint64_t at, std::uint16_t value) { std::memcpy(m.ram.data() + at, &value, 2); }

std::uint16_t peek16(const machine& m, std::uint64_t at) { return static_cast<std::uint16_t>(m.peek32(at)); }

}  // namespace

TEST_CASE("engine: an unmasked x87 error comes before the next instruction that waits, MMX's too") {
  const std::initializer_list<int> waits[]{{0xd9, 0xe8}, {0x9b, 0x90}, {0x0f, 0x77}, {0xd9, 0x2e}};
  for (const auto& next : waits) {
    machine m;
    catch_vector(m, 16);
    put16(m, data, 0x37b);  // division by zero unmasked
    // fninit; fldcw [3000h]; fld1; fldz; fdivp; fnstsw ax; fnstcw [3010h]
    std::vector<int> code{0xdb, 0xe3, 0xd9, 0x2e, 0x00, 0x30, 0xd9, 0xe8, 0xd9,
                          0xee, 0xde, 0xf9, 0xdf, 0xe0, 0xd9, 0x3e, 0x10, 0x30};
    const auto at = 0x1000 + static_cast<std::uint32_t>(code.size());
    for (std::size_t i = 0; i < code.size(); ++i) m.ram[0x1000 + i] = static_cast<std::byte>(code[i]);
    m.put(at, next);
    m.put(at + next.size(), {0x00, 0x30, 0xf4});
    m.start_at(0x1000);
    auto r = m.core.registers();
    r.cr0 |= cr0_ne;
    m.core.set_registers(r);
    CHECK(m.run() == stop_reason::halted);
    CHECK(m.values(0x80) == words{at});
  }
}

TEST_CASE(
    "engine: FNSTENV tells of the last instruction that is no control instruction, and of its operand") {
  machine m;
  // fninit; mov bx,3020h; fld dword ss:[bx+4]; fnstcw [3000h]; fnstenv [3040h]; hlt
  start(m, {0xdb, 0xe3, 0xbb, 0x20, 0x30, 0x36, 0xd9, 0x47, 0x04, 0xd9, 0x3e, 0x00, 0x30, 0xd9, 0x36, 0x40,
            0x30, 0xf4});
  CHECK(peek16(m, 0x3040 + 6) == 0x1005);   // the prefix included
  CHECK(peek16(m, 0x3040 + 8) == (0x147));  // D9 47 without the escape's five bits
  CHECK(peek16(m, 0x3040 + 10) == 0x3024);
  CHECK(peek16(m, 0x3040) == 0x37f);
}

TEST_CASE("engine: a store that faults leaves the stack as it was") {
  machine m;
  auto r = m.protected_mode(14);
  // The handler: fnstsw ax; out 80h,eax; hlt
  m.put(0x2000, {0xdf, 0xe0, 0xe7, 0x80, 0xf4});
  m.put(0x1000, {0xdb, 0xe3, 0xd9, 0xe8, 0xd9, 0x1d, 0x00, 0x00, 0x40, 0x00, 0xf4});  // fstp dword [400000h]
  for (std::uint32_t page = 0; page < 16; ++page) {
    const std::uint32_t entry = page << 12 | 3;
    std::memcpy(m.ram.data() + 0x11000 + 4 * page, &entry, sizeof entry);
  }
  const std::uint32_t table = 0x11003;
  std::memcpy(m.ram.data() + 0x10000, &table, sizeof table);
  r.cr3 = 0x10000;
  r.cr0 |= 0x8000'0000;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  REQUIRE(m.values(0x80).size() == 1);
  CHECK((m.values(0x80)[0] & 0x3800) == 0x3800);
}

TEST_CASE("engine: an unmasked SSE exception is #XM, or #UD without OSXMMEXCPT, and stores nothing") {
  for (const auto& [cr4, vector] : {std::pair{cr4_osfxsr | cr4_osxmmexcpt, 19}, {cr4_osfxsr, 6}}) {
    machine m;
    catch_vector(m, vector);
    m.put(data, {0x80, 0x1d, 0x00, 0x00});       // MXCSR with ZM clear
    m.put(data + 16, {0x00, 0x00, 0x80, 0x3f});  // 1.0
    // ldmxcsr [3000h]; movss xmm0,[3010h]; xorps xmm1,xmm1; divss xmm0,xmm1
    start(m,
          {0x0f, 0xae, 0x16, 0x00, 0x30, 0xf3, 0x0f, 0x10, 0x06, 0x10, 0x30, 0x0f, 0x57, 0xc9, 0xf3, 0x0f,
           0x5e, 0xc1, 0xf4},
          cr4);
    CHECK(m.values(0x80) == words{0x100e});
    // stmxcsr [3020h]; movss [3024h],xmm0; hlt
    m.put(0x1100, {0x0f, 0xae, 0x1e, 0x20, 0x30, 0xf3, 0x0f, 0x11, 0x06, 0x24, 0x30, 0xf4});
    auto r = m.core.registers();
    r.rip = 0x1100;
    m.core.set_registers(r);
    CHECK(m.run() == stop_reason::halted);
    CHECK(m.peek32(0x3020) == 0x1d84);
    CHECK(m.peek32(0x3024) == 0x3f80'0000);
  }
}

TEST_CASE("engine: FXSAVE's image has the tags in eight bits, MXCSR and its mask, and what FXRSTOR needs") {
  machine m;
  m.put(data + 0x200, {0x00, 0x00, 0x00, 0x40});
  // fninit; fld1; fldpi; movss xmm3,[3200h]; fxsave [3000h]; fninit; xorps xmm3,xmm3; fxrstor [3000h];
  // fnstsw ax; out 80h,ax; movd eax,xmm3; out 80h,eax; hlt
  start(m, {0xdb, 0xe3, 0xd9, 0xe8, 0xd9, 0xeb, 0xf3, 0x0f, 0x10, 0x1e, 0x00, 0x32, 0x0f,
            0xae, 0x06, 0x00, 0x30, 0xdb, 0xe3, 0x0f, 0x57, 0xdb, 0x0f, 0xae, 0x0e, 0x00,
            0x30, 0xdf, 0xe0, 0xe7, 0x80, 0x66, 0x0f, 0x7e, 0xd8, 0x66, 0xe7, 0x80, 0xf4},
        cr4_osfxsr);
  CHECK(peek16(m, data) == 0x37f);
  CHECK(peek16(m, data + 2) == 0x3000);
  CHECK(peek16(m, data + 4) == 0xc0);
  CHECK(m.peek32(data + 24) == 0x1f80);
  CHECK(m.peek32(data + 28) == 0xffff);
  CHECK(peek16(m, data + 32 + 8) == 0x4000);  // pi, at the top
  CHECK(m.values(0x80) == words{0x3000, 0x4000'0000});
}

TEST_CASE("engine: a reserved bit of MXCSR is #GP") {
  machine m;
  catch_vector(m, 13);
  m.put(data, {0x80, 0x1f, 0x01, 0x00});
  start(m, {0x0f, 0xae, 0x16, 0x00, 0x30, 0xf4}, cr4_osfxsr);
  CHECK(m.values(0x80) == words{0x1000});
}

TEST_CASE(
    "engine: with CR0.NE clear an error that is met goes by the FERR# pin, and its interrupt comes first") {
  struct pin_machine final : machine {
    void floating_point_error(bool asserted) override {
      pin.emplace_back(asserted, core.now());
      if (asserted) core.set_interrupt_line(true);
    }
    std::vector<std::pair<bool, ticks>> pin;
  };
  const auto begin = [](pin_machine& m, bool interrupts) {
    m.on_acknowledge = [&m] {
      m.core.set_interrupt_line(false);
      return 0x75;
    };
    m.put(4 * 0x75, {0x00, 0x20, 0x00, 0x00});
    // pop ax; push ax; out 80h,ax; fnclex; iret
    m.put(0x2000, {0x58, 0x50, 0xe7, 0x80, 0xdb, 0xe2, 0xcf});
    put16(m, data, 0x37b);
    // sti or cli; fninit; fldcw [3000h]; fld1; fldz; fdivp; nop; fld1; fnstsw ax; out 81h,ax; fnclex; hlt
    m.put(0x1000, {interrupts ? 0xfb : 0xfa,
                   0xdb,
                   0xe3,
                   0xd9,
                   0x2e,
                   0x00,
                   0x30,
                   0xd9,
                   0xe8,
                   0xd9,
                   0xee,
                   0xde,
                   0xf9,
                   0x90,
                   0xd9,
                   0xe8,
                   0xdf,
                   0xe0,
                   0xe7,
                   0x81,
                   0xdb,
                   0xe2,
                   0xf4});
    m.start_at(0x1000);
  };
  pin_machine taken;
  begin(taken, true);
  CHECK(taken.run() == stop_reason::halted);
  CHECK(taken.values(0x80) == words{0x100e});  // at the FLD1 that met it
  REQUIRE(taken.pin.size() == 2);
  CHECK(taken.pin[0] == std::pair{true, ticks{7 * 16}});
  CHECK_FALSE(taken.pin[1].first);
  CHECK(taken.pin[1].second == 11 * 16);
  CHECK((taken.values(0x81).at(0) & 0x3880) == 0x2800);  // a division that faults pops nothing
  pin_machine masked;
  begin(masked, false);
  CHECK(masked.run() == stop_reason::halted);
  CHECK(masked.values(0x80).empty());
  CHECK(masked.pin.size() == 2);
  pin_machine ignored;
  begin(ignored, true);
  ignored.core.set_ignore_errors(true);
  CHECK(ignored.run() == stop_reason::halted);
  CHECK(ignored.pin.empty());
}

// SDM volume 2, 2.4: exception types 1, 2 and 4.
TEST_CASE("engine: an operand of 128 bits in memory lies at a multiple of 16, or the instruction takes any") {
  const auto faults = [](std::initializer_list<int> code) {
    machine m;
    catch_vector(m, 13);
    std::vector<int> all{code};
    all.push_back(0xf4);
    for (std::size_t i = 0; i < all.size(); ++i) m.ram[0x1000 + i] = static_cast<std::byte>(all[i]);
    m.start_at(0x1000);
    auto r = m.core.registers();
    r.cr4 = cr4_osfxsr;
    m.core.set_registers(r);
    CHECK(m.run() == stop_reason::halted);
    const words told = m.values(0x80);
    CHECK((told.empty() || told == words{0x1000}));
    return !told.empty();
  };
  CHECK(faults({0x0f, 0x28, 0x06, 0x08, 0x30}));              // movaps xmm0,[3008h]
  CHECK(faults({0x0f, 0x29, 0x06, 0x01, 0x30}));              // movaps [3001h],xmm0
  CHECK(faults({0x0f, 0x58, 0x06, 0x08, 0x30}));              // addps xmm0,[3008h]
  CHECK(faults({0x66, 0x0f, 0xe7, 0x06, 0x04, 0x30}));        // movntdq [3004h],xmm0
  CHECK(faults({0x66, 0x0f, 0xef, 0x06, 0xf8, 0x3f}));        // pxor xmm0,[3ff8h]
  CHECK_FALSE(faults({0x0f, 0x28, 0x06, 0x10, 0x30}));        // movaps xmm0,[3010h]
  CHECK_FALSE(faults({0x0f, 0x10, 0x06, 0x08, 0x30}));        // movups xmm0,[3008h]
  CHECK_FALSE(faults({0xf3, 0x0f, 0x7f, 0x06, 0x01, 0x30}));  // movdqu [3001h],xmm0
  CHECK_FALSE(faults({0x0f, 0x5a, 0x06, 0x08, 0x30}));        // cvtps2pd xmm0,[3008h]
  CHECK_FALSE(faults({0xf2, 0x0f, 0x58, 0x06, 0x04, 0x30}));  // addsd xmm0,[3004h]
}

TEST_CASE("engine: of the predicate of a comparison of SSE three bits count") {
  const auto mask_by = [](int predicate) {
    machine m;
    // mov eax,cr4; or eax,200h; mov cr4,eax; xorps xmm0,xmm0; cmpps xmm0,xmm0,predicate; movmskps eax,xmm0; out F4h,al
    m.put(0x1000, {0x0f, 0x20, 0xe0, 0x66, 0x0d, 0x00, 0x02,      0x00, 0x00, 0x0f, 0x22, 0xe0,
                   0x0f, 0x57, 0xc0, 0x0f, 0xc2, 0xc0, predicate, 0x0f, 0x50, 0xc0, 0xe6, machine::end_port});
    m.start_at(0x1000);
    m.core.set_deadline(1000 * ticks_per_cycle);
    m.run();
    return m.values(machine::end_port);
  };
  for (const int more : {0x00, 0x08, 0x20, 0xf8}) {
    CAPTURE(more);
    CHECK(mask_by(1 | more) == std::vector<std::uint32_t>{0});    // less than
    CHECK(mask_by(2 | more) == std::vector<std::uint32_t>{0xf});  // or equal
    CHECK(mask_by(7 | more) == std::vector<std::uint32_t>{0xf});  // ordered
  }
}
