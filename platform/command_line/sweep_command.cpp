// trapline sweep: many points of one scenario, their results in a folder.
#include <algorithm>
#include <iostream>
#include <set>

#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/result_files.h"
#include "platform/command_line/run_output.h"
#include "platform/command_line/sweep_point_run.h"
#include "platform/command_line/sweep_progress.h"
#include "platform/configuration/file_name.h"
#include "platform/exploration/local_executor.h"
#include "platform/exploration/result_store.h"
#include "platform/exploration/slurm_executor.h"
#include "platform/exploration/sweep_csv.h"
#include "platform/exploration/sweep_page.h"
#include "platform/pages/html_page.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace {

using namespace exploration;

/// Those that have no result yet, each once. A point that failed, but for its configuration, is tried again.
std::vector<const planned_point*> still_to_run(const sweep_plan& plan, const result_store& store) {
  std::vector<const planned_point*> all;
  std::set<std::string_view> seen;
  for (const planned_point& p : plan.points) {
    if (!p.refused.empty() || !seen.insert(p.id).second) continue;
    if (const auto row = store.find(p.id); !row || !row->done) all.push_back(&p);
  }
  return all;
}

/// One at a time, from the folder: a sweep's rows may be more than memory holds.
row_walk rows_of(const sweep_plan& plan, const result_store& store) {
  return [&](const std::function<void(const point_row&)>& each) {
    for (const planned_point& p : plan.points)
      if (auto row = store.find(p.id)) {
        row->point = p.point;
        each(*row);
      }
  };
}

struct tally {
  std::size_t there = 0, failed = 0;
};

tally tally_of(const row_walk& rows) {
  tally all;
  rows([&](const point_row& row) {
    ++all.there;
    if (!row.done) ++all.failed;
  });
  return all;
}

std::string page_of(const sweep_plan& plan, const row_walk& walk) {
  std::vector<point_row> rows;
  walk([&](const point_row& row) { rows.push_back(row); });
  std::string csv;
  write_sweep_csv(plan.keys, walk, [&](const std::string& part) { csv += part; });
  return pages::html_page({"Trapline: a sweep of " + plan.scenario,
                           sweep_page(plan.scenario, plan.from, plan.keys, rows),
                           {},
                           {},
                           csv});
}

std::string summary_of(const sweep_plan& plan, tally rows, const std::string& folder) {
  std::string all = std::to_string(rows.there) + " of " + std::to_string(plan.points.size()) +
                    " points are in " + folder + "/results.sqlite";
  if (rows.failed > 0) all += "; " + std::to_string(rows.failed) + " failed";
  return all + "\n";
}

/// A file, or one of those that are shipped.
std::filesystem::path sweep_named(const std::string& name, const data_files& data) {
  return is_path(name) ? std::filesystem::path{name} : data.find("sweeps", name, "sweep");
}

slurm_settings slurm_of(const command_options& options, const std::filesystem::path& file) {
  slurm_settings s{std::filesystem::read_symlink("/proc/self/exe"), std::filesystem::absolute(file),
                   std::filesystem::absolute(*options.into), options.request.assignments};
  if (!options.lost_after) return s;
  const auto time = parse_time(*options.lost_after);
  if (!time || *time < duration::s(1))
    throw config_error{{"command line"},
                       "--lost-after",
                       "is \"" + *options.lost_after + "\"",
                       "a time such as \"60 s\" is needed"};
  s.lost_after = std::chrono::seconds{time->nanoseconds() / 1'000'000'000};
  return s;
}

/// What a job of the cluster does: one portion of the points, a row a file.
int run_task(const command_options& options, const data_files& data, const simulator& simulate) {
  const task_folder tasks{*options.into};
  const row_folder rows{*options.into};
  const sweep_task task = tasks.read(*options.task);
  scenario_request request = options.request;
  request.assignments = task.assignments;
  std::vector<const planned_point*> pending;
  for (const planned_point& p : task.points)
    if (!rows.holds(p.id)) pending.push_back(&p);
  run_control control;
  const interruptible until_it_is_done{control};
  tasks.beat(*options.task);
  run_points(pending, std::max(options.jobs, 1U), {task.scenario, task.from, request}, data, simulate,
             {[&](const point_row& row) { rows.leave(row); },
              [&](exploration::progress) { tasks.beat(*options.task); }},
             control);
  return control.stop ? ended_from_outside : guest_ended_well;
}

/// Only the scripts: somebody else submits them.
std::string export_tasks(std::span<const planned_point* const> pending, const sweep_plan& plan,
                         const slurm_settings& s) {
  if (pending.empty()) return "every point has its result\n";
  const std::size_t tasks = task_folder{s.folder}.deal(pending, most_tasks(), plan, s.assignments);
  return write_array_script(s, tasks).string() + "\n" + write_command_list(s, tasks).string() + "\n";
}

}  // namespace

int sweep_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate) {
  const command_options options = read_options(command::sweep, arguments);
  if (options.help) {
    std::cout << help_for(command::sweep);
    return guest_ended_well;
  }
  if (!options.into)
    throw config_error{{"command line"}, "--into", "is missing", "name a folder for the results"};
  if (options.executor != "local" && options.executor != "slurm")
    throw config_error{
        {"command line"}, "--executor", "is \"" + options.executor + "\"", "\"local\" or \"slurm\""};
  if (options.task) return run_task(options, data, simulate);
  const std::filesystem::path file = sweep_named(options.request.scenario, data);
  const slurm_settings cluster = slurm_of(options, file);
  const sweep_plan plan{load_sweep(file), options.request, data, processes_at_once(options.jobs, 0)};
  output_files used{plan.inputs};
  result_store store{*options.into};
  used.take("--into", *options.into + "/results.sqlite");
  result_files files{used};
  const row_walk rows = rows_of(plan, store);
  files.add_in_parts("--csv", options.csv,
                     [&](const result_files::writer& write) { write_sweep_csv(plan.keys, rows, write); });
  files.add("--html", options.html, [&] { return page_of(plan, rows); });

  run_control control;
  const interruptible until_all_is_written{control};
  const auto keep = [&](const point_row& row) { store.keep(row); };
  row_folder{*options.into}.collect(keep);
  for (const planned_point& p : plan.points)
    if (!p.refused.empty())
      store.keep({.id = p.id, .point = p.point, .reason = p.refused, .code = wrong_input});
  const std::vector<const planned_point*> pending = still_to_run(plan, store);
  if (options.only_export) {
    std::cout << export_tasks(pending, plan, cluster);
    return guest_ended_well;
  }
  {
    sweep_progress progress{options.quiet};
    const auto tell = [&](exploration::progress p) { progress.show(p); };
    if (options.executor == "slurm")
      run_by_slurm(pending, plan, cluster, keep, tell, control.stop);
    else
      run_points(pending, processes_at_once(options.jobs, plan.most_memory),
                 {plan.scenario, plan.from, options.request}, data, simulate, {keep, tell}, control);
  }
  store.finish();
  const tally all = tally_of(rows);
  const bool written = files.finish([&] { return summary_of(plan, all, *options.into); });
  if (!written) return fault_of_ours;
  if (control.stop) return ended_from_outside;
  return all.failed == 0 ? guest_ended_well : guest_failed;
}

}  // namespace trapline
