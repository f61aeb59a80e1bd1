// Tells AddressSanitizer and ThreadSanitizer whenever a program goes over to another stack: to a SystemC process (QuickThreads) or
// to a guest (Boost.Context). Part of each program of a build with TRAPLINE_SANITIZE, itself not instrumented.
//
// It stands before the functions that switch, by their names in the libraries. Debian's SystemC 2.3.4 tells AddressSanitizer of
// the stack that a process began on; a guest's stack, on which processes wait too, is known to nobody but us.
#include <dlfcn.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the sanitizers' names
extern "C" {
// One of the two is there.
[[gnu::weak]] void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t bytes);
[[gnu::weak]] void __sanitizer_finish_switch_fiber(void* fake_stack, const void** old_bottom,
                                                   std::size_t* old_bytes);
[[gnu::weak]] void* __tsan_get_current_fiber();
[[gnu::weak]] void* __tsan_create_fiber(unsigned flags);
[[gnu::weak]] void __tsan_switch_to_fiber(void* fiber, unsigned flags);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace {

/// A stack, as sanitizers know it.
struct known_stack {
  const void* bottom = nullptr;  ///< AddressSanitizer's
  std::size_t bytes = 0;
  void* fiber = nullptr;  ///< ThreadSanitizer's
};

void go_to(const known_stack& there) {
  if (__sanitizer_start_switch_fiber != nullptr) {
    __sanitizer_start_switch_fiber(nullptr, there.bottom, there.bytes);
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
  }
  if (__tsan_switch_to_fiber != nullptr) __tsan_switch_to_fiber(there.fiber, 0);
}

/// The one that the program is on.
known_stack here() {
  known_stack result;
  if (__sanitizer_start_switch_fiber != nullptr) {
    // To go elsewhere is how to learn from where.
    __sanitizer_start_switch_fiber(nullptr, nullptr, 0);
    __sanitizer_finish_switch_fiber(nullptr, &result.bottom, &result.bytes);
    __sanitizer_start_switch_fiber(nullptr, result.bottom, result.bytes);
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
  }
  if (__tsan_get_current_fiber != nullptr) result.fiber = __tsan_get_current_fiber();
  return result;
}

void* new_fiber() { return __tsan_create_fiber != nullptr ? __tsan_create_fiber(0) : nullptr; }

template <class Function>
Function* library_function(const char* name) {
  void* const found = dlsym(RTLD_NEXT, name);
  if (found == nullptr) {
    std::fprintf(stderr, "told_stacks: no library has %s\n", name);
    std::abort();
  }
  return reinterpret_cast<Function*>(found);
}

/// Who stands still, and on which stack. Processors' guests stand still on several threads of the host.
template <class Value, std::size_t most>
class standing_still {
 public:
  void add(const void* who, const Value& value) {
    const locked l{busy_};
    for (entry& e : entries_)
      if (e.who == nullptr) {
        e = {who, value};
        return;
      }
    std::fputs("told_stacks: more stacks than there is room for\n", stderr);
    std::abort();
  }
  /// @return whether there was one.
  bool take(const void* who, Value& value) {
    const locked l{busy_};
    for (entry& e : entries_)
      if (e.who == who) {
        value = e.value;
        e.who = nullptr;
        return true;
      }
    return false;
  }

 private:
  struct entry {
    const void* who = nullptr;
    Value value{};
  };
  struct locked {
    explicit locked(std::atomic_flag& f) : flag{f} {
      while (flag.test_and_set(std::memory_order_acquire)) {
      }
    }
    ~locked() { flag.clear(std::memory_order_release); }
    std::atomic_flag& flag;
  };

  std::atomic_flag busy_;
  std::array<entry, most> entries_{};
};

// --- Boost.Context: a context is where a stack stands still, until somebody jumps there

struct transfer {
  void* from;
  void* data;
};
using context_function = void(transfer);
using on_top_function = transfer(transfer);

struct context {
  known_stack stack;
  context_function* begin = nullptr;  ///< one that has not run yet
};

standing_still<context, 4096> contexts;
thread_local known_stack left;                       ///< by the jump under way
thread_local context_function* beginning = nullptr;  ///< in the context jumped to
thread_local on_top_function* on_top_of_it = nullptr;

/// Another thread of the host may have come here than left.
[[gnu::noinline]] void arrive(const transfer& t) {
  // A stack whose function has returned is left for good.
  if (t.from != nullptr) contexts.add(t.from, {left, nullptr});
}

[[gnu::noinline]] void leave_for(void* to) {
  context there;
  if (!contexts.take(to, there)) {
    std::fputs("told_stacks: a jump to a stack that nobody left\n", stderr);
    std::abort();
  }
  left = here();
  beginning = there.begin;
  go_to(there.stack);
}

void begin_context(transfer t) {
  arrive(t);
  beginning(t);
}

/// A guest that is destroyed where it stands still is unwound by what is thrown here: nobody arrives there any more.
transfer arrive_by_exception(transfer t) {
  try {
    return on_top_of_it(t);
  } catch (...) {
    arrive(t);
    throw;
  }
}

// --- SystemC: each process has a coroutine

standing_still<void*, 4096> fibers;  ///< ThreadSanitizer's, of coroutines
const void* running = nullptr;       ///< the coroutine

}  // namespace

extern "C" {

void* make_fcontext(void* top, std::size_t bytes, context_function* begin) {
  static auto* const make = library_function<void*(void*, std::size_t, context_function*)>("make_fcontext");
  void* const made = make(top, bytes, begin_context);
  contexts.add(made, {{static_cast<std::byte*>(top) - bytes, bytes, new_fiber()}, begin});
  return made;
}

transfer jump_fcontext(void* to, void* data) {
  static auto* const jump = library_function<transfer(void*, void*)>("jump_fcontext");
  leave_for(to);
  const transfer t = jump(to, data);
  arrive(t);
  return t;
}

transfer ontop_fcontext(void* to, void* data, transfer (*function)(transfer)) {
  static auto* const on_top =
      library_function<transfer(void*, void*, transfer (*)(transfer))>("ontop_fcontext");
  leave_for(to);
  on_top_of_it = function;
  const transfer t = on_top(to, data, arrive_by_exception);
  arrive(t);
  return t;
}
}

namespace sc_core {

class sc_cor;

/// SystemC's package of coroutines, as far as it is stood before.
class sc_cor_pkg_qt {
 public:
  void yield(sc_cor* next);
  void abort(sc_cor* next);

 private:
  void leave_for(const sc_cor* next, void* fiber);
};

void sc_cor_pkg_qt::leave_for(const sc_cor* next, void* fiber) {
  static auto* const main =
      library_function<sc_cor*(sc_cor_pkg_qt*)>("_ZN7sc_core13sc_cor_pkg_qt8get_mainEv");
  if (fiber != nullptr) fibers.add(running != nullptr ? running : main(this), fiber);
  running = next;
  if (__tsan_switch_to_fiber == nullptr) return;
  void* there = nullptr;
  if (!fibers.take(next, there)) there = new_fiber();
  __tsan_switch_to_fiber(there, 0);
}

void sc_cor_pkg_qt::yield(sc_cor* next) {
  static auto* const library =
      library_function<void(sc_cor_pkg_qt*, sc_cor*)>("_ZN7sc_core13sc_cor_pkg_qt5yieldEPNS_6sc_corE");
  const known_stack mine = here();
  leave_for(next, mine.fiber);
  library(this, next);
  // The library has told of the stack that the process began on.
  if (__sanitizer_start_switch_fiber != nullptr) go_to(mine);
}

void sc_cor_pkg_qt::abort(sc_cor* next) {
  static auto* const library =
      library_function<void(sc_cor_pkg_qt*, sc_cor*)>("_ZN7sc_core13sc_cor_pkg_qt5abortEPNS_6sc_corE");
  leave_for(next, nullptr);
  library(this, next);
}

}  // namespace sc_core
