#include "platform/exploration/advice.h"

#include <algorithm>

#include "platform/devices/device_kind.h"
#include "sim/report/text_table.h"

namespace trapline::exploration {
namespace {

bool dominates(const tried_set& a, const tried_set& b) {
  const bool no_worse =
      a.gain.mean >= b.gain.mean && a.bytes <= b.bytes && a.models.size() <= b.models.size();
  return no_worse && (a.gain.mean > b.gain.mean || a.bytes < b.bytes || a.models.size() < b.models.size());
}

std::string percent(double part) { return fixed(100 * part, 2); }

std::string list_of(const std::vector<std::string>& words) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i)
    all += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return all;
}

std::string gain_in_words(const tried_set& s) {
  std::string all = percent(s.gain.mean) + " %";
  if (s.gain.half_width > 0) all += " (+- " + percent(s.gain.half_width) + ")";
  return all;
}

std::string place_in_words(place p) {
  switch (p) {
    case place::hypervisor:
      return "the hypervisor";
    case place::kernel:
      return "the kernel VMM";
    case place::user:
      return "the user-mode VMM";
    default:
      return "the service OS";
  }
}

bool considers(const advice& a, const std::string& device) {
  return std::ranges::find(a.considered, device) != a.considered.end();
}

const tried_set* alone(const advice& a, const std::string& device) {
  const auto found = std::ranges::find_if(a.sets, [&](const tried_set& s) {
    return s.failed.empty() && s.models.size() == 1 && s.models.front() == device;
  });
  return found == a.sets.end() ? nullptr : &*found;
}

std::vector<const device_share*> by_stake(const advice& a) {
  std::vector<const device_share*> all;
  for (const device_share& d : a.shares.devices)
    if (d.accesses + d.interrupts > 0) all.push_back(&d);
  std::ranges::stable_sort(all, std::ranges::greater{},
                           [&](const device_share* d) { return a.shares.at_stake(*d); });
  return all;
}

std::string devices_in_words(const advice& a) {
  text_table t{
      {"MODEL", ">ACCESSES", ">INTERRUPTS", ">SHARE %", ">FIRST ORDER %", ">ALONE %", ">+-", ">BYTES"}};
  for (const device_share* d : by_stake(a)) {
    const tried_set* s = alone(a, d->device);
    const bool gained = s != nullptr;
    t.row({d->device, grouped(d->accesses), grouped(d->interrupts), percent(a.shares.share_of(*d)),
           percent(d->access_gain / a.shares.work_cycles), gained ? percent(s->gain.mean) : "-",
           gained ? percent(s->gain.half_width) : "-", grouped(model_bytes(d->device))});
  }
  return t.text();
}

std::string front_in_words(const advice& a) {
  text_table t{{">MODELS", ">BYTES", ">GAIN %", ">+-", ">FIRST ORDER %", ">WORK ms", "MOVED"}};
  // Steps so small that nobody would choose by them are in the JSON form only.
  constexpr double worth_a_line = 0.001;
  const tried_set* last = nullptr;
  for (const tried_set& s : a.sets)
    if (s.on_front && (last == nullptr || &s == &a.best() || s.gain.mean >= last->gain.mean + worth_a_line)) {
      last = &s;
      t.row({std::to_string(s.models.size()), grouped(s.bytes), percent(s.gain.mean),
             percent(s.gain.half_width), percent(s.first_order), fixed(s.work_ns.mean / 1e6, 3),
             s.models.empty() ? "(none)" : list_of(s.models)});
    }
  return t.text();
}

nlohmann::ordered_json json_of(const tried_set& s) {
  if (!s.failed.empty()) return {{"models", s.models}, {"bytes", s.bytes}, {"failed", s.failed}};
  return {{"models", s.models},
          {"bytes", s.bytes},
          {"work_ns", s.work_ns.mean},
          {"gain", s.gain.mean},
          {"half_width", s.gain.half_width},
          {"first_order_gain", s.first_order},
          {"on_front", s.on_front}};
}

}  // namespace

void advice::mark_front() {
  std::ranges::stable_sort(sets, {}, [](const tried_set& s) { return std::pair{s.bytes, s.models.size()}; });
  for (tried_set& s : sets)
    s.on_front = s.failed.empty() && std::ranges::none_of(sets, [&](const tried_set& other) {
                   return other.failed.empty() && dominates(other, s);
                 });
}

const tried_set& advice::best() const {
  const tried_set* chosen = &sets.front();
  for (const tried_set& s : sets)
    if (s.failed.empty() && s.gain.mean > chosen->gain.mean) chosen = &s;
  return *chosen;
}

const tried_set* advice::nearly_as_good() const {
  constexpr double nearly = 0.95;
  const tried_set& most = best();
  const auto found = std::ranges::find_if(sets, [&](const tried_set& s) {
    return &s == &most || (s.failed.empty() && s.gain.mean - s.gain.half_width >= nearly * most.gain.mean);
  });
  return &*found == &most ? nullptr : &*found;
}

std::vector<dependence> advice::dependences() const {
  std::vector<dependence> all;
  const std::string& controller = shares.ties.interrupt_controller;
  for (const device_share& d : shares.devices) {
    if (!considers(*this, d.device)) continue;
    if (d.interrupts > 0 && considers(*this, controller))
      all.push_back({d.device, controller, "its interrupts pass the interrupt controllers",
                     d.interrupt_gain / shares.work_cycles});
    if (const auto by = shares.ties.dma_controllers.find(d.device); by != shares.ties.dma_controllers.end())
      all.push_back({d.device, by->second, "its DMA controllers stand with the " + by->second + "'s", 0});
  }
  return all;
}

std::string advice::recommendation() const {
  const tried_set& b = best();
  const std::string base = place_in_words(far_place(kind)), near = place_in_words(near_place(kind));
  const std::string limit = budget ? grouped(*budget) + " bytes" : "";
  if (b.models.empty())
    return "Leave every device model in " + base + ": nothing that was tried" +
           (budget ? " within " + limit : "") + " makes the guest's work faster.";
  std::string all = "Move " + list_of(b.models) + " into " + near + ": the guest's work takes " +
                    gain_in_words(b) + " less time than with every model in " + base + ", for " +
                    grouped(b.bytes) + " bytes" + (budget ? " of the " + limit + " allowed" : "");
  if (const tried_set* s = nearly_as_good())
    all += "; " + list_of(s->models) + " (" + grouped(s->bytes) + " bytes) gain nearly as much, " +
           gain_in_words(*s);
  return all + ".";
}

nlohmann::ordered_json to_json(const advice& a) {
  using json = nlohmann::ordered_json;
  json devices = json::array(), depends = json::array(), sets = json::array();
  for (const device_share* d : by_stake(a)) {
    const tried_set* s = alone(a, d->device);
    devices.push_back({{"device", d->device},
                       {"accesses", d->accesses},
                       {"interrupts", d->interrupts},
                       {"access_cycles", d->access_cycles},
                       {"interrupt_cycles", d->interrupt_cycles},
                       {"share", a.shares.share_of(*d)},
                       {"first_order_gain", d->access_gain / a.shares.work_cycles},
                       {"gain_alone", s == nullptr ? json{} : json(s->gain.mean)},
                       {"bytes", model_bytes(d->device)},
                       {"considered", considers(a, d->device)}});
  }
  for (const dependence& d : a.dependences())
    depends.push_back(
        {{"device", d.model}, {"on", d.on}, {"because", d.because}, {"first_order_gain", d.first_order}});
  for (const tried_set& s : a.sets) sets.push_back(json_of(s));
  return {{"schema", "trapline.advice/1"},
          {"scenario", a.scenario},
          {"platform", name_of(a.kind)},
          {"from", name_of(far_place(a.kind))},
          {"to", name_of(near_place(a.kind))},
          {"work", a.in_regions ? "region" : "awake"},
          {"seeds", a.seeds},
          {"budget_bytes", a.budget ? json(*a.budget) : json{}},
          {"search", a.exhaustive ? "exhaustive" : "greedy"},
          {"devices", std::move(devices)},
          {"depends", std::move(depends)},
          {"sets", std::move(sets)},
          {"best", json_of(a.best())},
          {"recommendation", a.recommendation()}};
}

std::string text_of(const advice& a) {
  const std::string base = place_in_words(far_place(a.kind)), near = place_in_words(near_place(a.kind));
  std::string all = "Which device models of " + a.scenario + " to move from " + base + " into " + near + "\n";
  all += "The guest's work" +
         std::string{a.in_regions ? " (its region of interest)" : " (what the processors were awake)"} +
         " takes " + fixed(a.sets.front().work_ns.mean / 1e6, 3) + " ms with every model in " + base + "\n\n";
  all += "What each model costs of that time, and what it gains by moving alone\n" + devices_in_words(a);
  for (const dependence& d : a.dependences())
    all += "  " + d.model + " with " + d.on + ": " + d.because +
           (d.first_order > 0 ? ", " + percent(d.first_order) + " % more" : "") + "\n";
  const auto failed = std::ranges::count_if(a.sets, [](const tried_set& s) { return !s.failed.empty(); });
  all += "\nNone better with no more bytes and no more models: of " + std::to_string(a.sets.size()) +
         " sets simulated (" + (a.exhaustive ? "all of them" : "greedy with exchange") + "), " +
         std::to_string(a.seeds.size()) + " seed" + (a.seeds.size() == 1 ? "" : "s") +
         (failed > 0 ? "; " + std::to_string(failed) + " failed" : "") + "\n" + front_in_words(a);
  return all + "\n" + wrapped(a.recommendation(), 110, "");
}

}  // namespace trapline::exploration
