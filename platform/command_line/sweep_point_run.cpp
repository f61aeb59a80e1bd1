#include "platform/command_line/sweep_point_run.h"

#include "platform/command_line/run_output.h"

namespace trapline {

exploration::point_row run_point(const exploration::planned_point& planned, const std::string& scenario_name,
                                 const scenario_request& options, const data_files& data,
                                 const simulator& simulate) {
  exploration::point_row row{.id = planned.id, .point = planned.point};
  try {
    const scenario what =
        load_scenario(exploration::request_for(planned.point, scenario_name, options), data).what;
    run_control control;
    results r = simulate(what, control);
    check_expected_output(what, r);
    row.done = went_well(control);
    row.reason = r.vms.empty() ? r.end : r.vms.front().end_reason;
    row.code = row.done ? exit_code_of(r) : fault_of_ours;
    if (row.done) row.found = exploration::metrics_of(r);
  } catch (const std::exception& e) {
    row.reason = e.what();
    row.code = fault_of_ours;
  }
  return row;
}

}  // namespace trapline
