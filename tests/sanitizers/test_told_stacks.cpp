// What would be a false finding if a sanitizer were not told of stacks: frames that an exception or a jump leaves behind stay
// poisoned on a stack that it does not know, and the next frames there meet them.
#include <catch2/catch.hpp>

#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <csetjmp>
#include <cstddef>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <systemc>
#include <thread>
#include <utility>

namespace {

namespace ctx = boost::context;

constexpr std::size_t stack_bytes = 0x40000;

[[gnu::noinline]] void use(void* room, std::size_t bytes) {
  std::memset(room, 1, bytes);
  asm volatile("" ::"r"(room) : "memory");
}

sigjmp_buf back;

/// Frames with room around which the sanitizer poisons, left without returning.
[[gnu::noinline]] void leave_frames(int depth, bool by_jump) {
  char room[256];
  use(room, sizeof room);
  if (depth > 0) leave_frames(depth - 1, by_jump);
  if (by_jump) siglongjmp(back, 1);
  throw std::runtime_error{"left"};
}

[[gnu::noinline]] void come_over_them() {
  char room[8192];
  use(room, sizeof room);
}

void leave_and_come_over() {
  try {
    leave_frames(20, false);
  } catch (const std::runtime_error&) {
    come_over_them();
  }
  // As the engine leaves an instruction that faults.
  if (sigsetjmp(back, 0) == 0) leave_frames(20, true);
  come_over_them();
}

/// A process that runs a guest on a stack of its own, which waits there.
class processor final : public sc_core::sc_module {
 public:
  explicit processor(const sc_core::sc_module_name& name) : sc_module{name} {
    SC_HAS_PROCESS(processor);
    SC_THREAD(run);
  }
  int rounds = 0;

 private:
  ctx::fiber guest(ctx::fiber&& begun_by) {
    caller_ = std::move(begun_by);
    for (;;) {
      leave_and_come_over();
      wait(1, sc_core::SC_NS);
      leave_and_come_over();
      caller_ = std::move(caller_).resume();
    }
  }
  void run() {
    guest_ = ctx::fiber{std::allocator_arg, ctx::protected_fixedsize_stack{stack_bytes},
                        [this](ctx::fiber&& caller) { return guest(std::move(caller)); }};
    while (rounds < 5) {
      guest_ = std::move(guest_).resume();
      leave_and_come_over();
      wait(1, sc_core::SC_NS);
      leave_and_come_over();
      ++rounds;
    }
  }

  ctx::fiber guest_, caller_;
};

}  // namespace

TEST_CASE("told stacks: what is left on any of them is forgotten") {
  // Modules and guests live as long as the program, as SystemC has it.
  auto& first = *new processor{"first"};
  auto& second = *new processor{"second"};
  leave_and_come_over();
  sc_core::sc_start(100, sc_core::SC_NS);
  leave_and_come_over();
  CHECK(first.rounds == 5);
  CHECK(second.rounds == 5);
}

TEST_CASE("told stacks: one whose function has returned is left for good") {
  ctx::fiber once{[](ctx::fiber&& caller) {
    leave_and_come_over();
    return std::move(caller);
  }};
  once = std::move(once).resume();
  leave_and_come_over();
  CHECK_FALSE(once);
}

TEST_CASE("told stacks: who has stood still on one thread of the host goes on on another") {
  int steps = 0;
  ctx::fiber guest{[&steps](ctx::fiber&& begun_by) {
    ctx::fiber caller = std::move(begun_by);
    for (;;) {
      leave_and_come_over();
      ++steps;
      caller = std::move(caller).resume();
      leave_and_come_over();
    }
    return caller;
  }};
  for (int i = 0; i < 5; ++i) {
    std::thread{[&guest] {
      guest = std::move(guest).resume();
      leave_and_come_over();
    }}.join();
    leave_and_come_over();
  }
  CHECK(steps == 5);
}
