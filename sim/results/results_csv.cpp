#include "sim/results/results_csv.h"

#include <cmath>
#include <cstdio>

namespace trapline {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
  std::string all = "\"";
  for (const char c : field) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + "\"";
}

std::string decimal(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

/// The columns that rows of one subject share.
struct subject {
  std::string run, section, vm, name, path, towards;
};

class table {
 public:
  void row(const subject& s, const std::string& metric, const std::string& unit, const std::string& value,
           const std::string& in = "", const std::string& step = "") {
    for (const std::string* field :
         {&s.run, &s.section, &s.vm, &s.name, &s.path, &s.towards, &in, &step, &metric, &unit})
      text_ += quoted(*field) + ",";
    text_ += quoted(value) + "\n";
  }

  void figures(const subject& s, const cycle_figures& f) {
    row(s, "count", "", std::to_string(f.count));
    const std::pair<const char*, std::uint64_t> all[]{{"min", f.min}, {"p50", f.p50},   {"p95", f.p95},
                                                      {"p99", f.p99}, {"p999", f.p999}, {"max", f.max},
                                                      {"total", f.total}};
    for (const auto& [metric, value] : all) row(s, metric, "cycles", std::to_string(value));
    row(s, "mean", "cycles", decimal(f.mean()));
  }

  void steps(const subject& s, const std::vector<step_figures>& all) {
    for (const step_figures& one : all) {
      const std::string in = one.in == 0 ? "" : std::to_string(one.in);
      row(s, "count", "", std::to_string(one.count), in, one.what);
      row(s, "total", "cycles", std::to_string(one.total), in, one.what);
      row(s, "mean", "cycles", decimal(one.mean()), in, one.what);
    }
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string csv_header() { return "run,section,vm,name,path,direction,block,step,metric,unit,value\n"; }

std::string to_csv(const results& r, const std::string& run) {
  table t;
  const subject simulation{run, "simulation", "", "", "", ""};
  t.row(simulation, "time", "ns", std::to_string(r.time_ns));
  t.row(simulation, "instructions", "", std::to_string(r.instructions));
  t.row(simulation, "end", "", r.end);
  for (const vm_result& vm : r.vms) {
    const subject s{run, "vm", vm.name, vm.guest, "", ""};
    t.row(s, "instructions", "", std::to_string(vm.instructions));
    t.row(s, "end", "", vm.end_reason);
    t.row(s, "code", "", std::to_string(vm.end_code));
    if (!vm.region) continue;
    t.row(s, "region_begin", "ns", std::to_string(vm.region->begin_ns));
    if (vm.region->end_ns) t.row(s, "region_end", "ns", std::to_string(*vm.region->end_ns));
  }
  for (const path_result& p : r.paths) {
    const subject s{run, "path", p.vm, p.device, p.path, p.towards == direction::in ? "in" : "out"};
    t.figures(s, p.took);
    t.steps(s, p.steps);
  }
  for (const exit_result& e : r.exits) t.figures({run, "exit", e.vm, e.reason, "", ""}, e.took);
  for (const interrupt_result& i : r.interrupts) {
    subject s{run, "interrupt", i.vm, i.source, i.injection, ""};
    t.row(s, "raised", "", std::to_string(i.raised));
    t.row(s, "delivered", "", std::to_string(i.delivered));
    t.row(s, "merged", "", std::to_string(i.merged));
    t.row(s, "dropped", "", std::to_string(i.dropped));
    t.row(s, "pending", "", std::to_string(i.pending));
    t.row(s, "drift", "ns", std::to_string(i.drift_ns));
    s.towards = "to_handler";
    t.figures(s, i.to_handler);
    t.steps(s, i.to_handler_steps);
    s.towards = "to_eoi";
    t.figures(s, i.to_eoi);
    t.steps(s, i.to_eoi_steps);
    s.towards = "story";
    t.figures(s, i.story);
    t.steps(s, i.story_steps);
  }
  for (const install_result& i : r.installs) {
    const subject s{run, "install", i.vm, i.device, i.from + ">" + i.to, ""};
    t.figures(s, i.took);
    t.steps(s, i.steps);
  }
  for (const processor_result& p : r.processors) {
    const subject s{run, "processor", "", p.name, "", ""};
    t.row(s, "guest", "cycles", std::to_string(p.guest));
    t.row(s, "monitor", "cycles", std::to_string(p.monitor));
    t.row(s, "service_os", "cycles", std::to_string(p.service_os));
    t.row(s, "idle", "cycles", std::to_string(p.idle));
    t.row(s, "total", "cycles", std::to_string(p.total));
  }
  t.row({run, "host", "", "", "", ""}, "wall", "s", decimal(r.host.wall_s));
  return t.take();
}

}  // namespace trapline
