#include <boost/context/fiber.hpp>
#include <catch2/catch.hpp>
#include <memory>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

TEST_CASE("engine: cores that switch stacks in their port accesses do not disturb one another") {
  using boost::context::fiber;
  constexpr int cores = 8;
  std::vector<std::unique_ptr<machine>> all;
  std::vector<fiber> fibers(cores);
  std::vector<fiber> callers(cores);
  std::vector<bool> done(cores, false);
  for (int i = 0; i < cores; ++i) {
    all.push_back(std::make_unique<machine>());
    machine& m = *all.back();
    // mov cx,100; mov bl,i; again: add ax,bx; out 80h,ax; loop again; hlt
    m.put(0x1000, {0xb9, 100, 0, 0xb3, i, 0x01, 0xd8, 0xe7, 0x80, 0xe2, 0xfa, 0xf4});
    m.start_at(0x1000);
    m.on_out = [&callers, i](std::uint16_t, unsigned, std::uint32_t) {
      callers[static_cast<std::size_t>(i)] = std::move(callers[static_cast<std::size_t>(i)]).resume();
    };
    m.core.set_deadline(333);
    m.on_deadline = [&callers, &m, i] {
      callers[static_cast<std::size_t>(i)] = std::move(callers[static_cast<std::size_t>(i)]).resume();
      m.core.set_deadline(m.core.now() + 333);
    };
    fibers[static_cast<std::size_t>(i)] = fiber([&, i](fiber&& caller) {
      callers[static_cast<std::size_t>(i)] = std::move(caller);
      CHECK(all[static_cast<std::size_t>(i)]->run() == stop_reason::halted);
      done[static_cast<std::size_t>(i)] = true;
      return std::move(callers[static_cast<std::size_t>(i)]);
    });
  }
  for (bool any = true; any;) {
    any = false;
    for (std::size_t i = 0; i < cores; ++i)
      if (!done[i]) {
        fibers[i] = std::move(fibers[i]).resume();
        any = true;
      }
  }
  for (std::uint32_t i = 0; i < cores; ++i) {
    const machine& m = *all[i];
    REQUIRE(m.writes.size() == 100);
    CHECK(m.writes[99].value == 100 * i);
    CHECK(m.writes[99].at == (2 + 99 * 3 + 2) * 16);
    CHECK(m.core.instructions() == 303);
  }
}

TEST_CASE("engine: sixty-four cores share one memory") {
  std::vector<std::byte> ram(1 << 20);
  const unsigned char code[] = {0xfe, 0x06, 0x00, 0x20, 0xf4};  // inc byte [2000h]; hlt
  std::memcpy(ram.data() + 0x1000, code, sizeof code);
  std::vector<std::unique_ptr<machine>> all;
  for (int i = 0; i < 64; ++i) {
    all.push_back(std::make_unique<machine>());
    all.back()->core.map_ram(0, ram);
    all.back()->start_at(0x1000);
  }
  for (auto& m : all) CHECK(m->run() == stop_reason::halted);
  CHECK(ram[0x2000] == std::byte{64});
}
