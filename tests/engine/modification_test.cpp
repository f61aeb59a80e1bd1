// Instructions that store where they load from, where they may not: the error code says that it was a write, as
// processors have it, and nothing has changed.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;
constexpr std::uint32_t directory = 0x10000, table = 0x11000, frame = 0x5000, saved = 0x2f00;
constexpr std::uint32_t content = 0x8001'7ffe, arithmetic = 0x8d5, counter = 5;
constexpr std::uint32_t error_present = 1, error_write = 2;

struct instruction {
  const char* name;
  std::vector<int> code;  ///< of [esi]
  bool writes = true;
};

const instruction all[]{
    {"add m,r8", {0x00, 0x0e}},
    {"or m,r", {0x09, 0x0e}},
    {"adc m,r", {0x11, 0x0e}},
    {"sbb m,r", {0x19, 0x0e}},
    {"and m,i8", {0x80, 0x26, 0x55}},
    {"sub m,i", {0x83, 0x2e, 0x01}},
    {"xor m16,i", {0x66, 0x81, 0x36, 0x34, 0x12}},
    {"lock add m,r", {0xf0, 0x01, 0x0e}},
    {"lock adc m,r", {0xf0, 0x11, 0x0e}},
    {"inc m", {0xff, 0x06}},
    {"dec m8", {0xfe, 0x0e}},
    {"lock inc m", {0xf0, 0xff, 0x06}},
    {"not m", {0xf7, 0x16}},
    {"neg m", {0xf7, 0x1e}},
    {"lock neg m", {0xf0, 0xf7, 0x1e}},
    {"rol m,1", {0xd1, 0x06}},
    {"ror m,cl", {0xd3, 0x0e}},
    {"rcl m,1", {0xd1, 0x16}},
    {"rcl m8,cl", {0xd2, 0x16}},
    {"rcr m,i", {0xc1, 0x1e, 0x03}},
    {"rcr m16,cl", {0x66, 0xd3, 0x1e}},
    {"shl m,i", {0xc1, 0x26, 0x04}},
    {"shl m,0", {0xc1, 0x26, 0x00}},
    {"shr m8,cl", {0xd2, 0x2e}},
    {"sar m,1", {0xd1, 0x3e}},
    {"shld m,r,i", {0x0f, 0xa4, 0x0e, 0x03}},
    {"shrd m,r,cl", {0x0f, 0xad, 0x0e}},
    {"xchg m,r", {0x87, 0x0e}},
    {"xchg m8,r8", {0x86, 0x0e}},
    {"xadd m,r", {0x0f, 0xc1, 0x0e}},
    {"lock xadd m,r", {0xf0, 0x0f, 0xc1, 0x0e}},
    {"xadd m8,r8", {0x0f, 0xc0, 0x0e}},
    {"cmpxchg m,r", {0x0f, 0xb1, 0x0e}},
    {"lock cmpxchg m,r", {0xf0, 0x0f, 0xb1, 0x0e}},
    {"cmpxchg m8,r8", {0x0f, 0xb0, 0x0e}},
    {"cmpxchg8b m", {0x0f, 0xc7, 0x0e}},
    {"lock cmpxchg8b m", {0xf0, 0x0f, 0xc7, 0x0e}},
    {"bts m,r", {0x0f, 0xab, 0x0e}},
    {"btr m,r", {0x0f, 0xb3, 0x0e}},
    {"btc m,r", {0x0f, 0xbb, 0x0e}},
    {"bts m,i", {0x0f, 0xba, 0x2e, 0x05}},
    {"btr m,i", {0x0f, 0xba, 0x36, 0x05}},
    {"btc m16,i", {0x66, 0x0f, 0xba, 0x3e, 0x05}},
    {"lock bts m,r", {0xf0, 0x0f, 0xab, 0x0e}},
    // Only stored to.
    {"setc m", {0x0f, 0x92, 0x06}},
    {"mov m,r", {0x89, 0x0e}},
    {"pop m", {0x8f, 0x06}},
    // Only read, or read first.
    {"bt m,r", {0x0f, 0xa3, 0x0e}, false},
    {"bt m,i", {0x0f, 0xba, 0x26, 0x05}, false},
    {"cmp m,r", {0x39, 0x0e}, false},
    {"test m,r", {0x85, 0x0e}, false},
    {"arpl m,r", {0x63, 0x0e}, false},
    {"mul m", {0xf7, 0x26}, false},
    {"adc r,m", {0x13, 0x0e}, false},
};

struct outcome {
  words told;  ///< the error code, and the flags that were pushed
  register_file after;
  std::uint32_t accumulator = 0, content = 0;
};

constexpr std::uint32_t first_linear = 0x40'0000;

outcome run_one(const instruction& i, std::uint32_t entry, bool known, std::uint32_t linear,
                std::uint32_t flags) {
  machine m;
  const auto put32 = [&m](std::uint64_t at, std::uint32_t value) {
    std::memcpy(m.ram.data() + at, &value, sizeof value);
  };
  // mov [saved],eax; pop eax; out 80h,eax; mov eax,[esp+8]; out 80h,eax; hlt
  m.put(0x2000,
        {0xa3, saved & 0xff, saved >> 8, 0, 0, 0x58, 0xe7, 0x80, 0x8b, 0x44, 0x24, 0x08, 0xe7, 0x80, 0xf4});
  put32(directory, 0x83);
  put32(directory + 4, table | 3);
  put32(table, entry);
  put32(table + 4, entry ? (entry & 0xfff) | 0x6000 : 0);
  put32(frame, content);
  std::vector<int> code;
  if (known) code = {0x8b, 0x2e};  // mov ebp,[esi]
  code.insert(code.end(), i.code.begin(), i.code.end());
  code.push_back(0xf4);
  for (std::size_t n = 0; n < code.size(); ++n) m.ram[0x1000 + n] = static_cast<std::byte>(code[n]);
  auto r = m.protected_mode(14);
  r.cr0 = 0x8001'0011;
  r.cr3 = directory;
  r.cr4 = 0x10;
  r.gpr[0] = 0x1234'5678;
  r.gpr[1] = counter;
  r.gpr[6] = linear;
  r.rflags = 2 | flags;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  return {m.values(0x80), m.core.registers(), m.peek32(saved), m.peek32(frame)};
}

void check_unchanged(const outcome& o, std::uint32_t error, std::uint32_t flags) {
  REQUIRE(o.told.size() == 2);
  CHECK(o.told[0] == error);
  CHECK((o.told[1] & arithmetic) == flags);
  CHECK(o.accumulator == 0x1234'5678);
  CHECK(o.after.gpr[1] == counter);
  CHECK(o.after.cr2 == first_linear);
  CHECK(o.content == content);
}

}  // namespace

TEST_CASE(
    "modification: where no page is, the error code says a write, or a read of what is only read first") {
  for (const instruction& i : all) {
    for (const std::uint32_t flags : {0u, arithmetic}) {
      CAPTURE(i.name, flags);
      check_unchanged(run_one(i, 0, false, first_linear, flags), i.writes ? error_write : 0, flags);
    }
  }
}

TEST_CASE(
    "modification: of a page that can only be read, known before or not, nothing is changed, nor are flags") {
  for (const instruction& i : all) {
    if (!i.writes) continue;
    for (const bool known : {false, true}) {
      for (const std::uint32_t flags : {0u, arithmetic}) {
        CAPTURE(i.name, known, flags);
        check_unchanged(run_one(i, frame | 1, known, first_linear, flags), error_write | error_present,
                        flags);
      }
    }
  }
}

TEST_CASE("modification: where the operand may be written it is, across pages too") {
  const instruction add{"add m,r", {0x01, 0x0e}};
  CHECK(run_one(add, frame | 3, false, first_linear, 0).content == content + counter);
  CHECK(run_one(add, frame | 3, false, first_linear + 0xffe, 0).told.empty());
  // The second page is not there.
  const instruction to_next{"add m,r", {0x01, 0x8e, 0x00, 0x10, 0x00, 0x00}};
  const outcome o = run_one(to_next, frame | 3, false, first_linear + 0xffe, 0);
  REQUIRE(o.told.size() == 2);
  CHECK(o.told[0] == error_write);
  CHECK(o.after.cr2 == first_linear + 0x2000);
}
