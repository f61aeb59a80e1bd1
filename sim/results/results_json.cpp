#include "sim/results/results_json.h"

#include <cmath>

namespace trapline {
namespace {

using json = nlohmann::ordered_json;

/// Three decimals are more than the costs are good for and always print the same.
double rounded(double value) { return std::round(value * 1000) / 1000; }

json cycles_json(const cycle_figures& f) {
  return {{"min", f.min}, {"mean", rounded(f.mean())}, {"p50", f.p50},  {"p95", f.p95},
          {"p99", f.p99}, {"p999", f.p999},            {"max", f.max}, {"total", f.total}};
}

json ns_json(const cycle_figures& f, std::uint64_t clock_hz) {
  const auto ns = [&](double n) {
    return clock_hz == 0 ? 0 : rounded(n * 1e9 / static_cast<double>(clock_hz));
  };
  const auto whole = [&](std::uint64_t n) { return ns(static_cast<double>(n)); };
  return {{"min", whole(f.min)}, {"mean", ns(f.mean())},    {"p50", whole(f.p50)}, {"p95", whole(f.p95)},
          {"p99", whole(f.p99)}, {"p999", whole(f.p999)}, {"max", whole(f.max)}, {"total", whole(f.total)}};
}

json steps_json(const std::vector<step_figures>& steps) {
  json all = json::array();
  for (const step_figures& s : steps)
    all.push_back({{"block", s.in == 0 ? "" : std::to_string(s.in)},
                   {"step", s.what},
                   {"count", s.count},
                   {"cycles", {{"mean", rounded(s.mean())}, {"total", s.total}}}});
  return all;
}

json latency_json(const cycle_figures& took, const std::vector<step_figures>& steps, std::uint64_t clock_hz) {
  return {{"count", took.count},
          {"cycles", cycles_json(took)},
          {"ns", ns_json(took, clock_hz)},
          {"steps", steps_json(steps)}};
}

json vm_json(const vm_result& vm) {
  json placement = json::object();
  for (const auto& [device, where] : vm.placement) placement[device] = where;
  json one{{"name", vm.name},
           {"guest", vm.guest},
           {"placement", placement},
           {"instructions", vm.instructions},
           {"end", {{"reason", vm.end_reason}, {"code", vm.end_code}}},
           {"serial_sha256", vm.serial_sha256}};
  if (vm.region) {
    one["region"] = {{"begin_ns", vm.region->begin_ns}, {"end_ns", nullptr}};
    if (vm.region->end_ns) one["region"]["end_ns"] = *vm.region->end_ns;
  }
  for (const memory_level_result& m : vm.memory)
    one["memory"].push_back({{"level", m.level}, {"hits", m.hits}, {"misses", m.misses}});
  return one;
}

cycle_figures figures_from(const json& count, const json& c) {
  return {.count = count,
          .min = c.at("min"),
          .p50 = c.at("p50"),
          .p95 = c.at("p95"),
          .p99 = c.at("p99"),
          .p999 = c.at("p999"),
          .max = c.at("max"),
          .total = c.at("total")};
}

std::vector<step_figures> steps_from(const json& steps) {
  std::vector<step_figures> all;
  for (const json& s : steps) {
    const std::string in = s.at("block");
    all.push_back({in.empty() ? block{0} : static_cast<block>(std::stoul(in)), s.at("step"), s.at("count"),
                   s.at("cycles").at("total")});
  }
  return all;
}

setting_value value_from(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number()) return value.get<double>();
  return value.get<std::string>();
}

vm_result vm_from(const json& vm) {
  vm_result v;
  v.name = vm.at("name");
  v.guest = vm.at("guest");
  for (const auto& [device, where] : vm.at("placement").items()) v.placement.emplace_back(device, where);
  v.instructions = vm.at("instructions");
  v.end_reason = vm.at("end").at("reason");
  v.end_code = vm.at("end").at("code");
  v.serial_sha256 = vm.at("serial_sha256");
  if (vm.contains("region")) {
    const json& end = vm.at("region").at("end_ns");
    v.region = {vm.at("region").at("begin_ns"),
                end.is_null() ? std::optional<std::uint64_t>{} : end.get<std::uint64_t>()};
  }
  if (vm.contains("memory"))
    for (const json& m : vm.at("memory")) v.memory.push_back({m.at("level"), m.at("hits"), m.at("misses")});
  return v;
}

interrupt_result interrupt_from(const json& i) {
  return {.vm = i.at("vm"),
          .source = i.at("source"),
          .injection = i.at("injection"),
          .raised = i.at("raised"),
          .delivered = i.at("delivered"),
          .merged = i.at("merged"),
          .dropped = i.at("dropped"),
          .pending = i.at("pending"),
          .drift_ns = i.at("drift_ns"),
          .to_handler = figures_from(i.at("to_handler").at("count"), i.at("to_handler").at("cycles")),
          .to_eoi = figures_from(i.at("to_eoi").at("count"), i.at("to_eoi").at("cycles")),
          .story = figures_from(i.at("story").at("count"), i.at("story").at("cycles")),
          .to_handler_steps = steps_from(i.at("to_handler").at("steps")),
          .to_eoi_steps = steps_from(i.at("to_eoi").at("steps")),
          .story_steps = steps_from(i.at("story").at("steps"))};
}

}  // namespace

json to_json(const results& r) {
  const std::uint64_t hz = r.profile.clock_hz;
  json all;
  all["schema"] = "trapline.results/1";
  all["build"] = {{"version", r.version}, {"engine", r.engine}, {"systemc", r.systemc}};
  all["scenario"] = json::object();
  for (const auto& [key, value] : r.scenario)
    std::visit([&, &name = key](const auto& v) { all["scenario"][name] = v; }, value);
  all["simulation"] = {{"time_ns", r.time_ns}, {"instructions", r.instructions}, {"end", r.end}};
  all["vms"] = json::array();
  for (const vm_result& vm : r.vms) all["vms"].push_back(vm_json(vm));
  all["paths"] = json::array();
  for (const path_result& p : r.paths)
    all["paths"].push_back({{"vm", p.vm},
                            {"path", p.path},
                            {"device", p.device},
                            {"direction", p.towards == direction::in ? "in" : "out"},
                            {"count", p.took.count},
                            {"cycles", cycles_json(p.took)},
                            {"ns", ns_json(p.took, hz)},
                            {"steps", steps_json(p.steps)}});
  all["exits"] = json::array();
  for (const exit_result& e : r.exits)
    all["exits"].push_back(
        {{"vm", e.vm}, {"reason", e.reason}, {"count", e.took.count}, {"cycles", cycles_json(e.took)}});
  all["interrupts"] = json::array();
  for (const interrupt_result& i : r.interrupts)
    all["interrupts"].push_back({{"vm", i.vm},
                                 {"source", i.source},
                                 {"injection", i.injection},
                                 {"raised", i.raised},
                                 {"delivered", i.delivered},
                                 {"merged", i.merged},
                                 {"dropped", i.dropped},
                                 {"pending", i.pending},
                                 {"drift_ns", i.drift_ns},
                                 {"to_handler", latency_json(i.to_handler, i.to_handler_steps, hz)},
                                 {"to_eoi", latency_json(i.to_eoi, i.to_eoi_steps, hz)},
                                 {"story", latency_json(i.story, i.story_steps, hz)}});
  all["installs"] = json::array();
  for (const install_result& i : r.installs) {
    json one{{"vm", i.vm}, {"device", i.device}, {"from", i.from}, {"to", i.to}};
    one.update(latency_json(i.took, i.steps, hz));
    all["installs"].push_back(std::move(one));
  }
  all["processors"] = json::array();
  for (const processor_result& p : r.processors)
    all["processors"].push_back({{"name", p.name},
                                 {"guest_cycles", p.guest},
                                 {"monitor_cycles", p.monitor},
                                 {"service_os_cycles", p.service_os},
                                 {"idle_cycles", p.idle},
                                 {"total_cycles", p.total}});
  all["host"] = {{"wall_s", rounded(r.host.wall_s)}, {"peak_rss_bytes", r.host.peak_rss_bytes}};
  return all;
}

results results_from_json(const json& all) {
  results r;
  if (all.at("schema") != "trapline.results/1") throw std::invalid_argument{"not trapline.results/1"};
  r.version = all.at("build").at("version");
  r.engine = all.at("build").at("engine");
  r.systemc = all.at("build").at("systemc");
  for (const auto& [key, value] : all.at("scenario").items()) r.scenario.emplace_back(key, value_from(value));
  r.time_ns = all.at("simulation").at("time_ns");
  r.instructions = all.at("simulation").at("instructions");
  r.end = all.at("simulation").at("end");
  for (const json& vm : all.at("vms")) r.vms.push_back(vm_from(vm));
  for (const json& p : all.at("paths"))
    r.paths.push_back({p.at("vm"), p.at("path"), p.at("device"),
                       p.at("direction") == "in" ? direction::in : direction::out,
                       figures_from(p.at("count"), p.at("cycles")), steps_from(p.at("steps"))});
  for (const json& e : all.at("exits"))
    r.exits.push_back({e.at("vm"), e.at("reason"), figures_from(e.at("count"), e.at("cycles"))});
  for (const json& i : all.at("interrupts")) r.interrupts.push_back(interrupt_from(i));
  for (const json& i : all.at("installs"))
    r.installs.push_back({i.at("vm"), i.at("device"), i.at("from"), i.at("to"),
                          figures_from(i.at("count"), i.at("cycles")), steps_from(i.at("steps"))});
  for (const json& p : all.at("processors"))
    r.processors.push_back({p.at("name"), p.at("guest_cycles"), p.at("monitor_cycles"),
                            p.at("service_os_cycles"), p.at("idle_cycles"), p.at("total_cycles")});
  r.host = {all.at("host").at("wall_s"), all.at("host").at("peak_rss_bytes")};
  return r;
}

std::string text_of(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace trapline
