#include "platform/recordings/timeline.h"

#include <algorithm>
#include <cstdio>

namespace trapline {
namespace {

/// "IN 40h", "MEM READ B8000h"
std::string in_words(const closed_access& a) {
  char text[48];
  const bool in = a.under.key.towards == direction::in;
  std::snprintf(text, sizeof text, "%s %llXh",
                a.is_memory ? (in ? "MEM READ" : "MEM WRITE") : (in ? "IN" : "OUT"),
                static_cast<unsigned long long>(a.address));
  return text;
}

bool is_device_model(std::string_view step) { return step.starts_with("device_model_"); }

}  // namespace

timeline::timeline(clock_domain clock, step_vocabulary steps, std::string service_os)
    : clock_{clock},
      steps_{steps},
      service_os_name_{std::move(service_os)},
      processors_{file_.add_track("Processors")},
      devices_{file_.add_track("Physical devices")} {
  for (std::size_t i = 0; i < account_names_.size(); ++i)
    account_names_[i] = file_.name_of(name_of(static_cast<account>(i)));
}

timeline::processor_track& timeline::of_processor(std::size_t index) {
  while (by_processor_.size() <= index)
    by_processor_.emplace_back(file_.add_track("cpu" + std::to_string(by_processor_.size()), processors_));
  return by_processor_[index];
}

void timeline::goes_to(processor_track& p, account a, cycles from, cycles to) {
  if (a != p.last || from != p.until) {
    file_.slice(p.track, account_names_[static_cast<std::size_t>(p.last)], at(p.since), at(p.until));
    p.last = a;
    p.since = from;
  }
  p.until = to;
}

void timeline::processor_spent(const processor_span& s) {
  processor_track& p = of_processor(s.index);
  // What nobody else spends is the guest's.
  if (p.until < s.from) goes_to(p, account::guest, p.until, s.from);
  goes_to(p, s.on, s.from, s.to);
}

void timeline::packet_changed(const packet_change& p) {
  vm_tracks& vm = of_vm(*p.vm);
  const bool waits = p.state == "ready";
  if (waits == vm.request_waits) return;
  vm.request_waits = waits;
  requests_.push_back({at(p.at), waits ? 1 : -1});
}

void timeline::bus_cycle(const physical_access& a) {
  auto found = bus_by_processor_.find(a.processor);
  if (found == bus_by_processor_.end())
    found = bus_by_processor_
                .emplace(a.processor, file_.add_track("for cpu" + std::to_string(a.processor), devices_))
                .first;
  char text[48];
  std::snprintf(text, sizeof text, "%s %llXh", a.is_read ? "IN" : "OUT",
                static_cast<unsigned long long>(a.address));
  file_.slice(found->second, file_.name_of(text), at(a.from), at(a.to));
}

timeline::vm_tracks& timeline::of_vm(const std::string& name) {
  const auto found = by_vm_.find(name);
  if (found != by_vm_.end()) return found->second;
  vm_tracks& vm = by_vm_[name];
  vm.group = file_.add_track("VM " + name);
  vm.virtual_processor = file_.add_track("vCPU of " + name, vm.group);
  vm.monitor = file_.add_track("monitor for " + name, vm.group);
  vm.service_os = file_.add_track(service_os_name_ + " for " + name, vm.group);
  vm.pending = file_.add_counter("interrupts pending in " + name, vm.group);
  return vm;
}

perfetto_file::track timeline::model_of(vm_tracks& vm, const path_key& key) {
  perfetto_file::track& t = vm.models[key.device + key.path];
  if (t == 0) t = file_.add_track(key.device + " in " + key.path, vm.group);
  return t;
}

void timeline::vm_slice(vm_tracks& vm, perfetto_file::name n, cycles began, cycles ended,
                        perfetto_file::flow out) {
  const std::uint64_t from = std::max(at(began), vm.processor_busy_until);
  file_.slice(vm.virtual_processor, n, from, at(ended), out);
  vm.processor_busy_until = std::max(vm.processor_busy_until, at(ended));
}

void timeline::access_closed(const closed_access& a) {
  vm_tracks& vm = of_vm(a.under.key.vm);
  const perfetto_file::name n = file_.name_of(a.width == 0 ? a.under.key.device : in_words(a));
  const auto steps = a.record.steps();
  const bool by_others =
      std::ranges::any_of(steps, [](const charged_step& s) { return s.by == account::service_os; });
  const perfetto_file::flow flow = by_others && a.width != 0 ? ++flows_ : 0;
  if (a.width != 0) vm_slice(vm, n, a.began, a.began + a.record.total(), flow);

  // Steps of one payer, one after the other, are one slice.
  cycles from = a.began, now = a.began;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const cycles begins = now;
    now += steps[i].took;
    if (is_device_model(steps_.name_of(steps[i].what)))
      file_.slice(model_of(vm, a.under.key), n, at(begins), at(now), 0, flow);
    if (i + 1 < steps.size() && steps[i + 1].by == steps[i].by) continue;
    if (steps[i].by == account::service_os) file_.slice(vm.service_os, n, at(from), at(now));
    if (steps[i].by == account::monitor && by_others) file_.slice(vm.monitor, n, at(from), at(now));
    from = now;
  }
}

void timeline::exit_closed(const closed_exit& e) {
  vm_slice(of_vm(e.under.vm), file_.name_of(e.under.reason), e.began, e.began + e.record.total(), 0);
}

void timeline::interrupt_delivered(const closed_interrupt& i) {
  vm_tracks& vm = of_vm(i.under.vm);
  perfetto_file::track& line = vm.lines[i.under.source];
  if (line == 0) line = file_.add_track("interrupt of " + i.under.source, vm.group);
  const cycles handled = i.began + i.way.total();
  const perfetto_file::flow flow = ++flows_;
  file_.instant_event(line, file_.name_of("pin"), at(i.began), flow);
  file_.instant_event(vm.virtual_processor, file_.name_of("handler of " + i.under.source), at(handled), 0,
                      flow);
  vm.waiting.push_back({at(i.began), 1});
  vm.waiting.push_back({at(handled), -1});
}

void timeline::interrupt_ended(const closed_interrupt& i) {
  vm_tracks& vm = of_vm(i.under.vm);
  file_.instant_event(vm.lines[i.under.source], file_.name_of("end of interrupt"),
                      at(i.began + i.way.total()));
}

std::string timeline::content(const std::vector<cycles>& ends) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    processor_track& p = of_processor(i);
    if (p.until < ends[i]) goes_to(p, account::guest, p.until, ends[i]);
    goes_to(p, account::count_, p.until, p.until);
  }
  for (auto& [name, vm] : by_vm_) count(vm.pending, vm.waiting);
  if (!requests_.empty())
    count(file_.add_counter("requests that wait for the " + service_os_name_), requests_);
  return file_.content();
}

void timeline::count(perfetto_file::track counter, changes& all) {
  // At one instant those that come are counted first: there are never less than none.
  std::ranges::sort(all, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  std::int64_t now = 0;
  for (const auto& [when, change] : all) file_.count(counter, when, now += change);
}

}  // namespace trapline
