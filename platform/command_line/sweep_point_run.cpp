#include "platform/command_line/sweep_point_run.h"

#include <chrono>
#include <optional>
#include <utility>

#include "platform/command_line/run_output.h"
#include "platform/configuration/standing_point.h"

namespace trapline {
namespace {

using exploration::local_executor;
using exploration::planned_point;
using exploration::point_row;

scenario scenario_of(const planned_point& point, const points_of_one_scenario& all, const data_files& data) {
  return load_scenario(exploration::request_for(point.point, all.scenario, all.options), data).what;
}

point_row row_of(const planned_point& point, const scenario& what, results r, const run_control& control) {
  check_expected_output(what, r);
  point_row row{.id = point.id, .point = point.point, .done = went_well(control)};
  row.reason = r.vms.empty() ? r.end : r.vms.front().end_reason;
  row.code = row.done ? exit_code_of(r) : fault_of_ours;
  if (row.done) row.found = exploration::metrics_of(r, what);
  return row;
}

point_row failed(const planned_point& point, const std::exception& e) {
  return {.id = point.id, .point = point.point, .reason = e.what(), .code = fault_of_ours};
}

point_row run_whole(const planned_point& point, const points_of_one_scenario& all, const data_files& data,
                    const simulator& simulate) try {
  const scenario what = scenario_of(point, all, data);
  run_control control;
  return row_of(point, what, simulate(what, control), control);
} catch (const std::exception& e) {
  return failed(point, e);
}

/// The machine that all go on from.
scenario beginning(const points_of_one_scenario& all, const data_files& data) {
  scenario_request request = all.options;
  request.scenario = all.scenario;
  return load_scenario(request, data).what;
}

std::string why_none(const results& r, const exploration::sweep_origin& from) {
  const std::string end = r.vms.empty() ? r.end : r.vms.front().end_reason;
  return (from.at ? "the machine has not run so long" : "no guest has marked a region of interest") +
         std::string{" before its end ("} + end + "), so that there was nothing to go on from";
}

/// A copy of this process for each point, round after round.
class rounds {
 public:
  rounds(const point_rounds& next, unsigned at_once, const local_executor::hearers& hearers,
         const std::atomic<bool>& stop)
      : next_{next}, at_once_{at_once}, hearers_{hearers}, stop_{stop} {}

  /// @return whether there is another one.
  bool begin() {
    points_ = next_();
    if (!points_.empty()) executor_.emplace(points_, at_once_, hearers_, stop_);
    return !points_.empty();
  }
  /// From the one that has begun on. @return as local_executor::run()
  const planned_point* run() {
    do {
      if (const planned_point* mine = executor_->run()) return mine;
    } while (!stop_ && begin());
    return nullptr;
  }
  local_executor& executor() { return *executor_; }

 private:
  const point_rounds& next_;
  unsigned at_once_;
  const local_executor::hearers& hearers_;
  const std::atomic<bool>& stop_;
  std::vector<const planned_point*> points_;
  std::optional<local_executor> executor_;
};

void run_forked(const points_of_one_scenario& all, const data_files& data, const simulator& simulate,
                rounds& points, run_control& control) {
  const exploration::sweep_origin from = *exploration::sweep_origin::from(all.from);
  const planned_point* mine = nullptr;
  std::shared_ptr<const scenario> what;
  stand_still({from.at, [&](instant) -> std::shared_ptr<const scenario> {
                 mine = points.run();
                 if (mine != nullptr) what = std::make_shared<scenario>(scenario_of(*mine, all, data));
                 return what;
               }});
  // Whoever waits for rows knows meanwhile that somebody is at work.
  control.progress = [&, told = std::chrono::steady_clock::time_point{}](instant) mutable {
    const auto now = std::chrono::steady_clock::now();
    if (mine != nullptr || now - told < std::chrono::milliseconds{500}) return;
    told = now;
    points.executor().tell_of_none();
  };
  try {
    const results r = simulate(beginning(all, data), control);
    if (mine != nullptr) points.executor().hand_back(row_of(*mine, *what, r, control));
    if (!points.executor().has_run() && !control.stop)
      points.executor().fail_all(why_none(r, from), exit_code_of(r));
  } catch (const std::exception& e) {
    if (mine == nullptr) throw;
    points.executor().hand_back(failed(*mine, e));
  }
}

}  // namespace

void run_in_rounds(const point_rounds& next, unsigned at_once, const points_of_one_scenario& all,
                   const data_files& data, const simulator& simulate, const local_executor::hearers& hearers,
                   run_control& control) {
  rounds points{next, at_once, hearers, control.stop};
  if (!points.begin()) return;
  simulate.prepare();
  if (exploration::sweep_origin::from(all.from)->forked)
    return run_forked(all, data, simulate, points, control);
  if (const planned_point* mine = points.run())
    points.executor().hand_back(run_whole(*mine, all, data, simulate));
}

void run_points(std::span<const planned_point* const> points, unsigned at_once,
                const points_of_one_scenario& all, const data_files& data, const simulator& simulate,
                local_executor::hearers hearers, run_control& control) {
  std::vector<const planned_point*> once{points.begin(), points.end()};
  run_in_rounds([&] { return std::exchange(once, {}); }, at_once, all, data, simulate, hearers, control);
}

}  // namespace trapline
