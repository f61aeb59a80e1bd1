#include "models/vmm/installation/placement_policy.h"

#include <algorithm>

#include "models/vmm/board/counted_name.h"

namespace trapline::vmm {

namespace {

constexpr std::uint64_t million = 1'000'000;

}  // namespace

placement_policy::placement_policy(installer& i, image_library& images, image_channel& channel,
                                   bus::wakeup& timer, clock_domain clock, std::vector<virtual_machine*> vms)
    : installer_{i}, images_{images}, channel_{channel}, timer_{timer}, clock_{clock}, vms_{std::move(vms)} {}

void placement_policy::follow(const placement_rule& rule, instant at) {
  if (rule.window != rule_.window) asked_.clear();
  rule_ = rule;
  const std::uint64_t next = window_of(clock_.edge_not_before(at)) + 1;
  timer_.call_at(rule_.automatic ? clock_.edge(clock_.covering(rule_.window) * next) : instant::never(),
                 *this);
}

std::uint64_t placement_policy::used() const {
  std::uint64_t bytes = 0;
  for (const auto& [what, of_it] : installed_) bytes += of_it;
  return bytes;
}

void placement_policy::access_closed(const closed_access& a) {
  if (!rule_.automatic) return;
  const auto vm = std::ranges::find(vms_, a.under.key.vm, [](const virtual_machine* v) { return v->name(); });
  if (vm == vms_.end()) return;
  const device what{static_cast<std::size_t>(vm - vms_.begin()), device_counted_as(a.under.key.device)};
  if ((*vm)->devices.find(what.second) == nullptr) return;
  ++asked_[window_of(a.began + a.record.total())][what];
}

void placement_policy::install_closed(const closed_install& i) {
  const auto vm = std::ranges::find(vms_, i.what.vm, [](const virtual_machine* v) { return v->name(); });
  const device what{static_cast<std::size_t>(vm - vms_.begin()), i.what.device};
  if (i.what.result == "installed") installed_[what] = images_.image_of(i.what.vm, i.what.device)->bytes();
  if (i.what.result == "removed") installed_.erase(what);
}

void placement_policy::wake(instant at) {
  const std::uint64_t window = window_of(clock_.edge_not_before(at));
  if (const auto past = asked_.find(window - 1); past != asked_.end() && installer_.idle())
    decide(past->second, at);
  asked_.erase(asked_.begin(), asked_.lower_bound(window));
  timer_.call_at(clock_.edge(clock_.covering(rule_.window) * (window + 1)), *this);
}

void placement_policy::decide(const counts& asked, instant at) {
  // One a window: what it changes shows in the next.
  const auto is_wanted = [&](const auto& one) {
    const auto& [what, count] = one;
    virtual_machine& vm = *vms_[what.first];
    return count >= rule_.least && !vm.fate.end() && !vm.devices.find(what.second)->where().near() &&
           images_.image_of(vm.name(), what.second) != nullptr;
  };
  const auto* most = static_cast<const counts::value_type*>(nullptr);
  for (const auto& one : asked)
    if (is_wanted(one) && (most == nullptr || one.second > most->second)) most = &one;
  if (most != nullptr) displace_for(most->first, most->second, asked, at);
}

void placement_policy::displace_for(const device& wanted, std::uint64_t count, const counts& asked,
                                    instant at) {
  virtual_machine& vm = *vms_[wanted.first];
  const std::uint64_t bytes = images_.image_of(vm.name(), wanted.second)->bytes();
  std::vector<std::pair<std::uint64_t, device>> by_use;
  for (const auto& [what, size] : installed_) {
    const auto its = asked.find(what);
    by_use.emplace_back(its == asked.end() ? 0 : its->second, what);
  }
  std::ranges::sort(by_use);
  std::uint64_t in_use = used();
  std::vector<device> leave;
  for (const auto& [uses, what] : by_use) {
    if (in_use + bytes <= rule_.budget) break;
    if (count * million <= uses * rule_.hysteresis_ppm) return;
    leave.push_back(what);
    in_use -= installed_.at(what);
  }
  if (in_use + bytes > rule_.budget) return;
  for (const device& d : leave)
    installer_.ask({vms_[d.first], d.second, std::nullopt, nullptr, "policy"}, at);
  installer_.ask({&vm, wanted.second, vm.near.at(), &channel_, "policy"}, at);
}

}  // namespace trapline::vmm
