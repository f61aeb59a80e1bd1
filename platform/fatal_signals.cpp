#include "platform/fatal_signals.h"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <csetjmp>
#include <csignal>
#include <string_view>
#include <vector>

namespace trapline {
namespace {

struct fatal_signal {
  int number;
  const char* name;
};
constexpr std::array fatal{fatal_signal{SIGSEGV, "SIGSEGV"}, fatal_signal{SIGBUS, "SIGBUS"},
                           fatal_signal{SIGFPE, "SIGFPE"}, fatal_signal{SIGILL, "SIGILL"},
                           fatal_signal{SIGABRT, "SIGABRT"}};
/// After that the report is given up: the signal may have come while somebody held a lock that it needs.
constexpr unsigned seconds_for_the_report = 60;

sigjmp_buf way_out;
pthread_t simulating_thread;

void set_all(void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  for (const fatal_signal& s : fatal) sigaction(s.number, &action, nullptr);
}

/// The report fails too.
void give_up(int) {
  constexpr std::string_view said = "trapline: a fault of ours: the report so far could not be made\n";
  static_cast<void>(::write(STDERR_FILENO, said.data(), said.size()));
  constexpr int fault_of_ours = 4;
  ::_exit(fault_of_ours);
}

void abandon(int signal) {
  if (!pthread_equal(pthread_self(), simulating_thread)) {
    // The way out is on the other thread's stack.
    pthread_kill(simulating_thread, signal);
    for (;;) pause();
  }
  set_all(give_up, SA_ONSTACK);
  std::signal(SIGALRM, give_up);
  alarm(seconds_for_the_report);
  siglongjmp(way_out, signal);
}

}  // namespace

int until_fatal_signal(const std::function<void()>& body) {
  // A stack of its own: that of whoever overran his cannot be used.
  static std::vector<std::byte> stack(64 * 1024);
  stack_t alternative{};
  alternative.ss_sp = stack.data();
  alternative.ss_size = stack.size();
  sigaltstack(&alternative, nullptr);
  simulating_thread = pthread_self();
  if (const int signal = sigsetjmp(way_out, 1); signal != 0) return signal;
  set_all(abandon, SA_ONSTACK | SA_NODEFER);
  body();
  set_all(SIG_DFL, 0);
  return 0;
}

const char* signal_name(int signal) {
  for (const fatal_signal& s : fatal)
    if (s.number == signal) return s.name;
  return "a signal";
}

}  // namespace trapline
