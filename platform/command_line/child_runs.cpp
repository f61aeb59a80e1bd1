#include "platform/command_line/child_runs.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>
#include <utility>

#include "platform/command_line/run_output.h"
#include "platform/command_line/run_recordings.h"
#include "platform/exploration/process_pool.h"
#include "platform/recordings/processor_shares.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

constexpr std::chrono::milliseconds glance{200};

/// In a process of its own: its exit code, a line feed, its results if it has any.
/// @param stop the user has asked for an end already.
std::string run_one(const scenario& what, const std::string& label, const simulator& simulate,
                    child_detail detail, const std::atomic<bool>& stop) {
  std::string found;
  int code = fault_of_ours;
  try {
    run_control control;
    const interruptible while_it_runs{control};
    if (stop) control.stop = true;
    processor_shares shares;
    if (detail == child_detail::charts) control.listeners.push_back(&shares);
    results r = simulate(what, control);
    check_expected_output(what, r);
    for (vm_result& vm : r.vms) vm.name = label + ": " + vm.name;
    complain(r);
    for (vm_result& vm : r.vms) vm.name.erase(0, label.size() + 2);
    auto told = to_json(r, json_detail::distributions);
    if (detail == child_detail::charts) told["over_time"] = shares.report(processor_totals(r));
    found = text_of(told);
    code = went_well(control) ? exit_code_of(r) : fault_of_ours;
  } catch (...) {
    code = report_exception();
  }
  return std::to_string(code) + "\n" + found;
}

child_run outcome_of(const exploration::process_pool::ended& ended) {
  child_run run;
  if (WIFSIGNALED(ended.status))
    std::cerr << "trapline: a run ended by signal " << WTERMSIG(ended.status) << "\n";
  const std::size_t line = ended.text.find('\n');
  if (line == std::string::npos) return run;
  run.code = std::stoi(ended.text);
  if (line + 1 == ended.text.size()) return run;
  try {
    const auto told = nlohmann::ordered_json::parse(ended.text.substr(line + 1));
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
  simulate.prepare();
  exploration::process_pool pool{jobs};
  run_control control;
  const interruptible while_they_run{control};
  const bool progress = !quiet && isatty(STDERR_FILENO) != 0;
  std::size_t next = 0, finished = 0;
  bool told = false;
  while (finished < points.size()) {
    for (; next < points.size() && !pool.full(); ++next)
      if (pool.fork(next))
        pool.hand_back(run_one(points[next], labels[next], simulate, detail, control.stop));
    if (progress)
      std::cerr << "\r\033[K" << finished << " of " << points.size() << " runs done" << std::flush;
    const auto ended = pool.wait(glance);
    if (control.stop && !std::exchange(told, true)) pool.interrupt();
    for (const auto& one : ended) {
      done[one.number] = outcome_of(one);
      ++finished;
    }
  }
  if (progress) std::cerr << "\r\033[K" << std::flush;
  return done;
}

}  // namespace trapline
