// Blocks of as many instructions of one kind as there can be: what the library keeps for a block, it has a table of fixed size
// for, and nothing looks whether an entry is there.
#include <catch2/catch.hpp>

#include <optional>
#include <vector>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using encoding = std::vector<std::uint8_t>;

constexpr std::uint32_t page_bytes = 0x1000, first_page = 0x20000, handler = 0x2000;
constexpr std::uint8_t halt = 0xf4, registers_0_and_1 = 0xc1, immediate = 7;

/// Flat 32-bit code, a halt as the handler of every exception, SSE.
class filled_machine : public machine {
 public:
  filled_machine() {
    entry_ = protected_mode(31);
    for (std::uint64_t vector = 0; vector < 32; ++vector)
      put(0x3000 + 8 * vector, {0x00, handler >> 8, 0x08, 0x00, 0x00, 0x8e, 0x00, 0x00});
    put(handler, {halt});
    entry_.cr4 = 0x200;
    entry_.gpr[5] = entry_.gpr[6] = entry_.gpr[7] = 0x8000;
  }

  /// Runs a page full of this instruction, from where it has not been before. @return where it ended
  std::uint64_t run_page_of(const encoding& instruction) {
    const std::uint32_t at = next_;
    next_ += page_bytes;
    REQUIRE(next_ <= ram_bytes);
    std::uint32_t used = 0;
    for (; used + instruction.size() < page_bytes; used += static_cast<std::uint32_t>(instruction.size()))
      put(at + used, instruction);
    put(at + used, {halt});
    entry_.rip = at;
    core.set_registers(entry_);
    core.set_deadline(core.now() + 3 * page_bytes * ticks_per_cycle);
    run();
    return core.registers().rip - at;
  }

 private:
  register_file entry_{};
  std::uint32_t next_ = first_page;
};

bool has_immediate(unsigned opcode) {
  return (opcode >= 0x70 && opcode <= 0x73) || opcode == 0xa4 || opcode == 0xac || opcode == 0xba ||
         (opcode >= 0xc2 && opcode <= 0xc6);
}

void run_each_of_two_bytes(std::optional<unsigned> prefix) {
  filled_machine m;
  for (unsigned opcode = 0; opcode < 256; ++opcode) {
    CAPTURE(opcode);
    encoding all;
    if (prefix) all.push_back(static_cast<std::uint8_t>(*prefix));
    all.insert(all.end(), {0x0f, static_cast<std::uint8_t>(opcode), registers_0_and_1});
    if (has_immediate(opcode)) all.push_back(immediate);
    CHECK_NOTHROW(m.run_page_of(all));
  }
}

}  // namespace

TEST_CASE("engine: a page of AAD, SHUFPS or FXCH is executed to its end") {
  filled_machine m;
  for (const encoding& instruction :
       {encoding{0xd5, 0x0a}, encoding{0xd4, 0x0a}, encoding{0x0f, 0xc6, 0xc1, 0x1b},
        encoding{0x66, 0x0f, 0x70, 0xc1, 0x1b}, encoding{0x0f, 0xc2, 0xc1, 0x03}, encoding{0xd9, 0xc9},
        encoding{0x0f, 0xa2}}) {
    CAPTURE(instruction);
    const std::uint64_t before = m.core.instructions();
    const std::uint64_t count = (page_bytes - 1) / instruction.size();
    CHECK(m.run_page_of(instruction) == count * instruction.size() + 1);
    CHECK(m.core.instructions() - before == count + 1);
  }
}

TEST_CASE("engine: pages full of any one instruction of one byte come to an end") {
  filled_machine m;
  for (unsigned opcode = 0; opcode < 256; ++opcode) {
    CAPTURE(opcode);
    CHECK_NOTHROW(m.run_page_of({static_cast<std::uint8_t>(opcode), registers_0_and_1}));
  }
}

TEST_CASE("engine: pages full of any one instruction of two bytes come to an end") {
  run_each_of_two_bytes(std::nullopt);
  run_each_of_two_bytes(0x66);
}
