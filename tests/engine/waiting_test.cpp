/// Loops in which a guest only waits: left out or executed, all is the same at every deadline.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "models/processor/engine/wait_skipping.h"
#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using bytes = std::vector<std::uint8_t>;

/// So that rounds are no whole cycles.
struct uneven_costs final : instruction_costs {
  ticks cost(std::span<const std::uint8_t> code, code_size) const override { return 3 + code[0] * 7 % 31; }
};
const uneven_costs uneven;

constexpr std::uint64_t counter = 0x6000;

struct program {
  bytes code;  ///< at 1000h; a timer's handler at 2000h counts ticks in the double word at 6000h
  bool wide = true;
  std::uint64_t eax = 0, ecx = 0, edx = 0;
};

/// What can be seen of a core at a deadline.
struct sight {
  std::vector<std::uint64_t> registers;
  std::uint64_t instructions;
  ticks now;

  friend bool operator==(const sight&, const sight&) = default;
};

struct run_of_program {
  std::vector<sight> sights;
  std::vector<port_write> writes;
  std::vector<std::byte> ram;
  std::uint64_t skipped = 0;
};

/// With a timer that interrupts at every deadline, if the program takes it.
run_of_program run(const program& p, bool skip, ticks period, unsigned deadlines) {
  constexpr unsigned vector = 0x21;
  const std::uint64_t skipped_before = skipped_instructions();
  skip_waits_of_new_cores(skip);
  machine m{uneven};
  register_file r;
  if (p.wide) {
    r = m.protected_mode(vector);
    m.put(0x2000, {0xff, 0x05, 0x00, 0x60, 0x00, 0x00, 0xcf});  // inc dword [6000h]; iret
  } else {
    m.start_at(0x1000);
    r = m.core.registers();
    m.put(4 * vector, {0x00, 0x20, 0x00, 0x00});
    m.put(0x2000, {0x66, 0xff, 0x06, 0x00, 0x60, 0xcf});
  }
  m.put(0x1000, p.code);
  r.gpr[0] = p.eax;
  r.gpr[1] = p.ecx;
  r.gpr[2] = p.edx;
  m.core.set_registers(r);
  run_of_program all;
  m.on_deadline = [&] {
    const register_file f = m.core.registers();
    sight s{{std::begin(f.gpr), std::end(f.gpr)}, m.core.instructions(), m.core.now()};
    s.registers.insert(s.registers.end(), {f.rip, f.rflags});
    all.sights.push_back(std::move(s));
    if (all.sights.size() == deadlines) return m.core.request_stop();
    m.core.set_interrupt_line(true);
    m.core.set_deadline((all.sights.size() + 1) * period);
  };
  m.on_acknowledge = [&] {
    m.core.set_interrupt_line(false);
    return static_cast<int>(vector);
  };
  m.core.set_deadline(period);
  m.run();
  all.writes = m.writes;
  all.ram = m.ram;
  all.skipped = skipped_instructions() - skipped_before;
  return all;
}

/// @return how many instructions were left out, in all runs.
std::uint64_t check(const program& p, std::initializer_list<ticks> periods, ticks until = 20'000'000) {
  std::uint64_t skipped = 0;
  for (const ticks period : periods) {
    const auto deadlines = static_cast<unsigned>(std::clamp<ticks>(until / period, 3, 400));
    const run_of_program with = run(p, true, period, deadlines), without = run(p, false, period, deadlines);
    CAPTURE(period);
    CHECK(without.skipped == 0);
    CHECK(with.writes == without.writes);
    const bool same_sights = with.sights == without.sights;
    CHECK(same_sights);
    const bool same_memory = with.ram == without.ram;
    CHECK(same_memory);
    skipped += with.skipped;
  }
  return skipped;
}

constexpr std::initializer_list<ticks> every_period{1'000'003, 16'000'000, 300'000, 65'537, 30'001};

struct form {
  const char* name;
  program what;
};

// Each waits for ever, or long enough. 32-bit code begins with STI, where it is to be interrupted.
const form forms[] = {
    {"jmp $", {{0xfb, 0xeb, 0xfe}}},
    {"pause; jmp", {{0xfb, 0xf3, 0x90, 0xeb, 0xfc}}},
    {"a variable that the handler changes, in 16 bits: pause; cmp [6000h], eax; jb",
     {{0xfb, 0xf3, 0x90, 0x66, 0x39, 0x06, 0x00, 0x60, 0x72, 0xf7, 0xe6, 0xf4}, false, 12}},
    {"mov edx, [6000h]; cmp edx, eax; jne",
     {{0xfb, 0x8b, 0x15, 0x00, 0x60, 0x00, 0x00, 0x39, 0xc2, 0x75, 0xf6, 0xe6, 0xf4}, true, 7}},
    {"a byte of it: test byte [6000h], 8; jz; over a jump",
     {{0xfb, 0xf6, 0x05, 0x00, 0x60, 0x00, 0x00, 0x08, 0x75, 0x02, 0xeb, 0xf5, 0xe6, 0xf4}}},
    {"loop $ in 16 bits, for ever", {{0xfb, 0xe2, 0xfe, 0xeb, 0xfc}, false}},
    {"loop $ in 32 bits", {{0xfb, 0xe2, 0xfe, 0xe6, 0xf4}, true, 0, 4'000'000}},
    {"dec eax; jnz", {{0xfb, 0x48, 0x75, 0xfd, 0xe6, 0xf4}, true, 0xe000'0000}},
    {"dec ax; jnz in 32 bits, for ever", {{0xfb, 0x66, 0x48, 0x75, 0xfc, 0xeb, 0xfa}, true, 0x1234'5678}},
    {"dec al; jnz, in a delay by the upper bits",
     {{0xfb, 0xfe, 0xc8, 0x90, 0x90, 0x75, 0xfa, 0xeb, 0xfe}, true, 0x1234'5678}},
    {"inc ecx; cmp ecx, edx; jb", {{0xfb, 0x41, 0x39, 0xd1, 0x72, 0xfb, 0xe6, 0xf4}, true, 0, 0, 3'000'000}},
    {"add ecx, 3; cmp ecx, 2000000h; jl",
     {{0xfb, 0x83, 0xc1, 0x03, 0x81, 0xf9, 0, 0, 0, 2, 0x7c, 0xf5, 0xe6, 0xf4}, true, 0, 0x8000'0000}},
    {"sub ecx, 5; jns", {{0xfb, 0x83, 0xe9, 0x05, 0x79, 0xfb, 0xe6, 0xf4}, true, 0, 20'000'000}},
    {"lea ecx, [ecx-1]; test ecx, ecx; jne",
     {{0xfb, 0x8d, 0x49, 0xff, 0x85, 0xc9, 0x75, 0xf9, 0xe6, 0xf4}, true, 0, 2'345'678}},
    {"cmp edx, ecx; inc ecx; ja, by flags that INC leaves alone",
     {{0xfb, 0x39, 0xca, 0x41, 0x77, 0xfb, 0xe6, 0xf4}, true, 0, 0, 2'345'678}},
    {"a flag with a time-out: cmp dword [6000h], 30; jae; dec ecx; jnz",
     {{0xfb, 0x83, 0x3d, 0x00, 0x60, 0x00, 0x00, 30, 0x73, 0x03, 0x49, 0x75, 0xf4, 0xe6, 0xf4},
      true,
      0,
      3'000'000}},
    {"two counters: inc eax; dec ecx; jnz",
     {{0xfb, 0x40, 0x49, 0x75, 0xfc, 0xe6, 0xf4}, true, 77, 2'000'000}},
    {"a delay in a delay: mov ecx, eax; loop $; dec edx; jnz",
     {{0xfb, 0x89, 0xc1, 0xe2, 0xfe, 0x4a, 0x75, 0xf9, 0xe6, 0xf4}, true, 30'000, 0, 60}},
    {"mov eax, ecx; jecxz; dec ecx; jmp",
     {{0xfb, 0xe3, 0x03, 0x49, 0xeb, 0xfb, 0xe6, 0xf4}, true, 0, 2'000'000}},
    {"loopne $, with ZF clear", {{0xfb, 0x83, 0xf8, 0x01, 0xe0, 0xfe, 0xe6, 0xf4}, true, 0, 2'000'000}},
    {"sete cl, by a counter's flags: dec eax; sete cl; test cl, cl; jz",
     {{0xfb, 0x48, 0x0f, 0x94, 0xc1, 0x84, 0xc9, 0x74, 0xf8, 0xe6, 0xf4}, true, 2'000'000}},
};

/// That are not left out, and why: each looks like one that is.
const form others[] = {
    {"it counts in memory: inc dword [7000h]; jmp", {{0xfb, 0xff, 0x05, 0x00, 0x70, 0, 0, 0xeb, 0xf8}}},
    {"it stores: mov dword [7000h], 5; jmp",
     {{0xfb, 0xc7, 0x05, 0x00, 0x70, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0xeb, 0xf4}}},
    {"parity: dec ecx; jp; jmp", {{0xfb, 0x49, 0x7a, 0xfd, 0xeb, 0xfb}, true, 0, 7'654'321}},
    {"the counter goes into another: mov eax, ecx; inc ecx; jmp", {{0xfb, 0x89, 0xc8, 0x41, 0xeb, 0xfb}}},
    {"an address counts: mov al, [ecx+2000h]; dec ecx; jnz",
     {{0xfb, 0x8a, 0x81, 0x00, 0x20, 0x00, 0x00, 0x49, 0x75, 0xf7, 0xe6, 0xf4}, true, 0, 1'000'000}},
    {"the time: rdtsc; cmp eax, edx; jmp", {{0xfb, 0x0f, 0x31, 0x39, 0xd0, 0xeb, 0xfa}}},
    {"a multiplication: imul ecx, ecx, 3; jmp", {{0xfb, 0x6b, 0xc9, 0x03, 0xeb, 0xfb}, true, 0, 1}},
    {"the upper byte: dec ah; jnz; jmp", {{0xfb, 0xfe, 0xcc, 0x75, 0xfc, 0xeb, 0xfa}}},
};

}  // namespace

TEST_CASE("waiting: what is left out makes no difference at any deadline") {
  for (const form& f : forms) {
    CAPTURE(f.name);
    CHECK(check(f.what, every_period) > 50'000);
  }
}

TEST_CASE("waiting: nor does what is not") {
  for (const form& f : others) {
    CAPTURE(f.name);
    CHECK(check(f.what, {1'000'003, 16'000'000}) == 0);
  }
}

TEST_CASE("waiting: a device that is polled is asked as often") {
  std::vector<ticks> asked[2];
  for (const bool skip : {false, true}) {
    skip_waits_of_new_cores(skip);
    machine m;
    m.core.map_mmio(0xa0000, 0x1000);
    auto r = m.protected_mode(0x21);
    m.put(0x1000, {0xa1, 0x00, 0x00, 0x0a, 0x00, 0x3d, 0x00, 0x00, 0x01, 0x00, 0x72, 0xf4, 0xe6, 0xf4});
    m.core.set_registers(r);
    m.on_read = [&](std::uint64_t, unsigned) {
      asked[skip].push_back(m.core.now());
      return asked[skip].size() > 50'000 ? 0x10000u : 1u;
    };
    m.run();
  }
  CHECK(asked[0].size() == 50'001);
  const bool same = asked[0] == asked[1];
  CHECK(same);
}

TEST_CASE("waiting: breakpoints and single steps are met as often") {
  for (const unsigned cause : {0u, 1u}) {
    std::uint64_t counted[2];
    for (const bool skip : {false, true}) {
      skip_waits_of_new_cores(skip);
      machine m;
      auto r = m.protected_mode(1);
      // The handler sets RF, so that the instruction that was met is executed.
      m.put(0x2000, {0xff, 0x05, 0x00, 0x60, 0, 0, 0x81, 0x4c, 0x24, 0x08, 0, 0, 1, 0, 0xcf});
      bytes code{0xb8, 0x00, 0x10, 0x00, 0x00, 0x83, 0xc0, 0x2d, 0x0f, 0x23, 0xc0};  // mov dr0, 102dh
      if (cause == 0)
        code.insert(code.end(), {0xb8, 0x02, 0x00, 0x00, 0x00, 0x0f, 0x23, 0xf8});  // mov dr7, 2
      else
        code.insert(code.end(), {0x9c, 0x80, 0x4c, 0x24, 0x01, 0x01, 0x9d});  // TF
      code.resize(0x2d, 0x90);
      code.insert(code.end(), {0xeb, 0xfe});
      m.put(0x1000, code);
      m.core.set_registers(r);
      m.core.set_deadline(2'000'000);
      m.run();
      counted[skip] = m.peek32(counter);
    }
    CAPTURE(cause);
    CHECK(counted[0] > 1000);
    CHECK(counted[1] == counted[0]);
  }
}

TEST_CASE("waiting: one that nothing ends goes on to its deadline, however far that is") {
  machine m;
  m.put(0x1000, {0xeb, 0xfe});
  m.start_at(0x1000);
  constexpr ticks an_hour = 3600 * ticks{48'000'000'000};
  m.core.set_deadline(an_hour);
  m.run();
  CHECK(m.core.now() == an_hour);
  CHECK(m.core.instructions() == an_hour / ticks_per_cycle);
}

namespace {

/// Loops as a compiler or a fuzzer might write them: a few instructions, most of which leave their operands as
/// they are behind the first round, and a jump back.
class random_loop {
 public:
  explicit random_loop(unsigned seed) : dice_{seed} {}

  program next() {
    code_ = {0xfb};
    const unsigned length = pick(5);
    for (unsigned i = 0; i < length; ++i) instruction();
    close();
    // Behind it: all over again, with another count.
    add({0x81, 0xc1, pick(256), pick(256), pick(2), 0});  // add ecx, ...
    jump_to_start();
    return {code_, true, number(), number(), number()};
  }

 private:
  unsigned pick(unsigned n) { return static_cast<unsigned>(dice_() % n); }
  std::uint64_t number() {
    const std::uint64_t some[] = {0, 1, 1000, 100'000, 0x7fff'fff0, 0x8000'0010, 0xffff'ff00, dice_()};
    return static_cast<std::uint32_t>(some[pick(8)]);
  }
  void add(std::initializer_list<unsigned> all) {
    for (unsigned b : all) code_.push_back(static_cast<std::uint8_t>(b));
  }
  unsigned modrm() { return 0xc0 | pick(4) << 3 | pick(4); }
  void instruction() {
    const unsigned r = pick(4);
    switch (pick(19)) {
      case 0:
        return add({0xf3, 0x90});
      case 1:
        return add({0x48 + r});
      case 2:
        return add({0x40 + r});
      case 3:
        return add({0x83, 0xc0 + r, pick(256)});  // add
      case 4:
        return add({0x83, 0xf8 + r, pick(256)});  // cmp
      case 5:
        return add({0x39, modrm()});
      case 6:
        return add({0x85, modrm()});
      case 7:
        return add({0x8b, 0x05 + 8 * r, 0x00, 0x60, 0, 0});  // mov r, [6000h]
      case 8:
        return add({0x39, 0x05 + 8 * r, 0x00, 0x60, 0, 0});
      case 9:
        return add({0x89, modrm()});
      case 10:
        return add({0x0f, 0x90 + pick(16), 0xc0 + r});  // setcc
      case 11:
        return add({0x0f, 0x40 + pick(16), modrm()});  // cmovcc
      case 12:
        return add({0x70 + pick(16), 0x01, 0x90});
      case 13:
        return add({0x83, 0xe0 + r, pick(256)});  // and
      case 14:
        return add({0x8d, 0x40 + 9 * r, pick(256)});  // lea r, [r + ...]
      case 15:
        return add({0x89, 0x05 + 8 * r, pick(2) * 4, 0x70, 0, 0});  // mov [7000h], r
      case 16:
        return add({0x50 + r, 0x58 + pick(4)});
      case 17:
        return add({0x87, 0x05 + 8 * r, pick(2) * 4, 0x70, 0, 0});  // xchg
      default:
        return pick(4) ? add({0x66, 0x48 + r}) : add({0xff, 0x05, 0x00, 0x70, 0, 0});
    }
  }
  void jump_to_start() { add({0xeb, static_cast<unsigned>(1 - static_cast<int>(code_.size()) - 2) & 0xff}); }
  void close() {
    if (pick(3) == 0) add({0x48 + pick(4)});
    const unsigned how = pick(4);
    const auto back = [this] { return static_cast<unsigned>(1 - static_cast<int>(code_.size()) - 2) & 0xff; };
    if (how == 0) return add({0xe2, back()});
    if (how == 1) add({0x83, 0xf8 + pick(4), pick(256)});
    add({0x70 + pick(16), back()});
  }

  bytes code_;
  std::mt19937 dice_;
};

}  // namespace

TEST_CASE("waiting: random loops") {
  std::uint64_t skipped = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    skipped += check(random_loop{seed}.next(), {1'000'003, 70'001}, 6'000'000);
  }
  CHECK(skipped > 2'000'000);
}
