#include "platform/command_line/child_runs.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "platform/command_line/run_output.h"
#include "platform/command_line/run_recordings.h"
#include "platform/recordings/processor_shares.h"
#include "platform/write_all.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

struct child {
  std::size_t point;
  pid_t process;
  int pipe;
  std::string text;
};

/// The child's whole life.
[[noreturn]] void be_child(const scenario& point, const std::string& label, const simulator& simulate,
                           child_detail detail, int pipe) {
  int code = fault_of_ours;
  try {
    run_control control;
    const interruptible while_it_runs{control};
    processor_shares shares;
    if (detail == child_detail::charts) control.listeners.push_back(&shares);
    results r = simulate(point, control);
    check_expected_output(point, r);
    for (vm_result& vm : r.vms) vm.name = label + ": " + vm.name;
    complain(r);
    for (vm_result& vm : r.vms) vm.name.erase(0, label.size() + 2);
    auto told = to_json(r, json_detail::distributions);
    if (detail == child_detail::charts) told["over_time"] = shares.report(processor_totals(r));
    static_cast<void>(write_all(pipe, text_of(told)));
    code = went_well(control) ? exit_code_of(r) : fault_of_ours;
  } catch (...) {
    code = report_exception();
  }
  std::cerr.flush();
  ::_exit(code);
}

child start(std::size_t point, const scenario& what, const std::string& label, const simulator& simulate,
            child_detail detail, const std::vector<child>& others) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error{"no pipe can be made"};
  std::cout.flush();
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error{"no process can be made"};
  if (process == 0) {
    // Signals come from the parent only, each once: a terminal's Ctrl-C would come twice.
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(ends[0]);
    for (const child& other : others) ::close(other.pipe);
    be_child(what, label, simulate, detail, ends[1]);
  }
  ::close(ends[1]);
  return {point, process, ends[0], {}};
}

/// Takes what has come. @return whether the child is at its end.
bool receive(child& from) {
  char part[65'536];
  const ssize_t n = ::read(from.pipe, part, sizeof part);
  if (n < 0 && errno == EINTR) return false;
  if (n > 0) from.text.append(part, static_cast<std::size_t>(n));
  return n <= 0;
}

child_run finish(const child& ended) {
  ::close(ended.pipe);
  int status = 0;
  while (::waitpid(ended.process, &status, 0) < 0 && errno == EINTR) {
  }
  child_run run;
  if (WIFEXITED(status)) run.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) std::cerr << "trapline: a run ended by signal " << WTERMSIG(status) << "\n";
  if (ended.text.empty()) return run;
  try {
    const auto told = nlohmann::ordered_json::parse(ended.text);
    run.found = results_from_json(told);
    if (told.contains("over_time")) run.over_time = told["over_time"];
  } catch (const std::exception& e) {
    std::cerr << "trapline: a run's results cannot be read: " << e.what() << "\n";
    run.code = fault_of_ours;
  }
  return run;
}

}  // namespace

unsigned usual_jobs() { return std::max(1U, std::thread::hardware_concurrency()); }

std::vector<child_run> run_in_children(const std::vector<scenario>& points,
                                       const std::vector<std::string>& labels, const simulator& simulate,
                                       bool quiet, unsigned jobs, child_detail detail) {
  std::vector<child_run> done(points.size());
  std::vector<child> running;
  run_control control;
  const interruptible while_they_run{control};
  const bool progress = !quiet && isatty(STDERR_FILENO) != 0;
  std::size_t next = 0, finished = 0;
  bool told = false;
  while (finished < points.size()) {
    while (next < points.size() && running.size() < jobs) {
      running.push_back(start(next, points[next], labels[next], simulate, detail, running));
      ++next;
    }
    if (progress)
      std::cerr << "\r\033[K" << finished << " of " << points.size() << " runs done" << std::flush;
    std::vector<pollfd> waiting;
    for (const child& c : running) waiting.push_back({c.pipe, POLLIN, 0});
    ::poll(waiting.data(), waiting.size(), -1);
    if (control.stop && !told) {
      for (const child& c : running) ::kill(c.process, SIGINT);
      told = true;
    }
    for (std::size_t i = waiting.size(); i-- > 0;) {
      if (waiting[i].revents == 0 || !receive(running[i])) continue;
      done[running[i].point] = finish(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      ++finished;
    }
  }
  if (progress) std::cerr << "\r\033[K" << std::flush;
  return done;
}

}  // namespace trapline
