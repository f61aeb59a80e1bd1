// Page tables by the manual, SDM volume 3, chapter 4: reserved bits, what is marked, what control registers
// take.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;
constexpr std::uint32_t directory = 0x10000, table = 0x11000, linear = 0x40'0000;

struct paged_machine final : machine {
  void put64(std::uint64_t at, std::uint64_t value) { std::memcpy(ram.data() + at, &value, sizeof value); }
  void put32(std::uint64_t at, std::uint32_t value) { std::memcpy(ram.data() + at, &value, sizeof value); }

  // The handler of #PF prints its error code and halts.
  std::vector<std::uint32_t> run_code(std::initializer_list<int> code, std::uint64_t cr3, std::uint64_t cr4) {
    put(0x2000, {0x58, 0xe7, 0x80, 0xf4});  // pop eax; out 80h,eax; hlt
    put(0x1000, code);
    auto r = protected_mode(14);
    r.cr0 = 0x8001'0011;
    r.cr3 = cr3;
    r.cr4 = cr4;
    core.set_registers(r);
    CHECK(run() == stop_reason::halted);
    return values(0x80);
  }
};

constexpr std::initializer_list<int> reads{0xa1, 0x00, 0x00, 0x40, 0x00, 0xf4};  // mov eax,[400000h]
constexpr std::initializer_list<int> writes{0xc6, 0x05, 0x00, 0x00,
                                            0x40, 0x00, 0x01, 0xf4};  // mov byte [400000h],1

}  // namespace

TEST_CASE("paging: PAE's reserved bits are those above the described physical width") {
  for (const unsigned bit : {35u, 36u, 40u, 51u, 52u, 62u, 63u}) {
    CAPTURE(bit);
    paged_machine m;
    m.put64(directory, 0x12001);
    m.put64(0x12000, 0x83);
    m.put64(0x12010, table | 3);
    m.put64(table, 0x5003 | std::uint64_t{1} << bit);
    const words seen = m.run_code(reads, directory, 0x20);
    if (bit == 35)
      CHECK(seen.empty());  // an address where nothing is
    else
      CHECK(seen == words{9});
  }
}

TEST_CASE("paging: a large page's address may have bits up to the physical width, and none between") {
  for (const auto& [entry, error] :
       {std::pair{0x0000'0083u, 0u}, {0x0001'e083u, 0u}, {0x0002'0083u, 9u}, {0x0020'0083u, 9u}}) {
    CAPTURE(entry);
    paged_machine m;
    m.put32(directory, 0x83);
    m.put32(directory + 4, entry);
    CHECK(m.run_code(reads, directory, 0x10) == (error ? words{error} : words{}));
  }
}

TEST_CASE("paging: what a walk used is marked accessed, what is written dirty, and nothing if it faults") {
  const auto marks = [](std::initializer_list<int> code, std::uint32_t entry) {
    paged_machine m;
    m.put32(directory, 0x83);
    m.put32(directory + 4, table | 3);
    m.put32(table, entry);
    m.run_code(code, directory, 0x10);
    return std::pair{m.peek32(directory + 4) & 0xff, m.peek32(table) & 0xff};
  };
  CHECK(marks(reads, 0x5003) == std::pair{0x23u, 0x23u});
  CHECK(marks(writes, 0x5003) == std::pair{0x23u, 0x63u});
  CHECK(marks(reads, 0x5002) == std::pair{0x03u, 0x02u});
  CHECK(marks(writes, 0x5001) == std::pair{0x03u, 0x01u});  // CR0.WP is set
}

TEST_CASE("paging: a page that was read first is marked dirty by the store behind it") {
  paged_machine m;
  m.put32(directory, 0x83);
  m.put32(directory + 4, table | 3);
  m.put32(table, 0x5003);
  // mov eax,[400000h]; mov [400004h],eax; hlt
  CHECK(m.run_code({0xa1, 0x00, 0x00, 0x40, 0x00, 0xa3, 0x04, 0x00, 0x40, 0x00, 0xf4}, directory, 0x10)
            .empty());
  CHECK((m.peek32(table) & 0xff) == 0x63);
}

TEST_CASE("control registers: combinations that the manual rules out are #GP and leave the register") {
  struct {
    std::uint32_t value;
    int which;
    bool faults;
  } const cases[]{{0x8000'0010, 0, true}, {0x2000'0011, 0, true},  {0x6000'0011, 0, false},
                  {0x0000'0800, 4, true}, {0x0000'2000, 4, true},  {0x0000'0610, 4, false},
                  {0x0010'0000, 4, true}, {0x0000'00f0, 4, false}, {0x0001'0000, 4, true}};
  for (const auto& c : cases) {
    CAPTURE(c.value, c.which);
    machine m;
    m.put(0x2000, {0xb0, 0x0d, 0xe6, 0x80, 0xf4});  // mov al,13; out 80h,al; hlt
    // mov eax,value; mov crN,eax; hlt
    m.put(0x1000, {0xb8, static_cast<int>(c.value & 0xff), static_cast<int>(c.value >> 8 & 0xff),
                   static_cast<int>(c.value >> 16 & 0xff), static_cast<int>(c.value >> 24), 0x0f, 0x22,
                   0xc0 | c.which << 3, 0xf4});
    const auto r = m.protected_mode(13);
    m.core.set_registers(r);
    CHECK(m.run() == stop_reason::halted);
    CHECK(m.values(0x80).empty() != c.faults);
    const auto after = m.core.registers();
    if (c.faults) CHECK((c.which == 0 ? after.cr0 : after.cr4) == (c.which == 0 ? r.cr0 : r.cr4));
  }
}

TEST_CASE("MSRs: those that the processor does not have are #GP, and so are values that they do not take") {
  struct {
    std::uint32_t msr;
    bool writes;
    std::uint32_t low, high;
    bool faults;
  } const cases[]{{0xdead'beef, false, 0, 0, true},
                  {0xdead'beef, true, 0, 0, true},
                  {0x1b, false, 0, 0, true},
                  {0x8b, false, 0, 0, false},
                  {0x277, true, 0x0007'0406, 0, false},
                  {0x277, true, 2, 0, true},
                  {0xc000'0080, true, 0x2, 0, true},
                  {0xc000'0080, true, 1, 0, false},
                  {0xfe, true, 0, 0, true},
                  {0x200, true, 6, 0x10, true},
                  {0x200, true, 6, 0xf, false},
                  {0xc000'0103, false, 0, 0, true},
                  {0xc000'0082, true, 0, 0x8000, true}};
  for (const auto& c : cases) {
    CAPTURE(c.msr, c.writes, c.low, c.high);
    machine m;
    m.put(0x2000, {0xb0, 0x0d, 0xe6, 0x80, 0xf4});
    m.put(0x1000, {0x0f, c.writes ? 0x30 : 0x32, 0xf4});
    auto r = m.protected_mode(13);
    r.gpr[0] = c.low;
    r.gpr[1] = c.msr;
    r.gpr[2] = c.high;
    m.core.set_registers(r);
    CHECK(m.run() == stop_reason::halted);
    CHECK(m.values(0x80).empty() != c.faults);
  }
}
