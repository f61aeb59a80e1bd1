#include "models/vmm/board/device_model.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "models/vmm/board/counted_name.h"
#include "models/vmm/virtual_time/virtual_time.h"

namespace trapline::vmm {

device_model::device_model(std::string device, std::unique_ptr<device_parts> parts, model_host& where,
                           bus::device_bus& bus, run_statistics* statistics, std::string owner,
                           std::string path, virtual_time* time)
    : device_{std::move(device)},
      parts_{std::move(parts)},
      where_{&where},
      bus_{bus},
      statistics_{statistics},
      owner_{std::move(owner)},
      path_{std::move(path)} {
  const std::vector<bus::wakeup*>& timers = timers_at(where);
  for (std::size_t i = 0; i < parts_->chips().size(); ++i) {
    const device_parts::chip& c = parts_->chips()[i];
    has_memory_ = has_memory_ || !c.it->memory().empty();
    const bool guest_time = c.shows_time && time != nullptr && time->can_stop();
    guest_time_chip* const slowed = guest_time ? &time->in_guest_time(*c.it) : nullptr;
    in_guest_time_.push_back(slowed);
    devices::device& hosted = guest_time ? static_cast<devices::device&>(*slowed) : *c.it;
    model_chip& e = endpoints_.emplace_back(*this, c.name, hosted, *timers[i]);
    bus_.attach(e);
    if (guest_time) time->hosted_by(e);
    e.rearm();
  }
  parts_->on_change = [this] { rearm(); };
  count_at(where);
}

device_model::~device_model() {
  for (model_chip& e : endpoints_) {
    e.withdraw();
    bus_.detach(e);
  }
}

const std::vector<bus::wakeup*>& device_model::timers_at(model_host& host) {
  std::vector<bus::wakeup*>& timers = timers_[&host];
  if (timers.empty())
    for (const device_parts::chip& c : parts_->chips()) timers.push_back(&host.add_timer(c.name));
  return timers;
}

void device_model::count_at(model_host& host) {
  if (statistics_ == nullptr) return;
  const std::string path = path_.empty() ? std::string{name_of(host.at())} : path_;
  const auto count = [&](bus::address_space space, const std::string& name) {
    for (const direction d : {direction::in, direction::out})
      counts_[static_cast<std::size_t>(space)][static_cast<std::size_t>(d)] =
          &statistics_->path({owner_, path, name, d});
  };
  count(bus::address_space::io, device_);
  if (has_memory_) count(bus::address_space::memory, memory_of(device_));
}

void device_model::move_to(model_host& host) {
  where_ = &host;
  const std::vector<bus::wakeup*>& timers = timers_at(host);
  for (std::size_t i = 0; i < endpoints_.size(); ++i) endpoints_[i].move_to(*timers[i]);
  count_at(host);
}

devices::device& device_model::answering(std::size_t chip) {
  return code_ != nullptr ? code_->chip(chip) : *parts_->chips()[chip].it;
}

void device_model::serve_by(std::unique_ptr<serving_code> code) {
  const std::unique_ptr<serving_code> before = std::exchange(code_, std::move(code));
  for (std::size_t i = 0; i < endpoints_.size(); ++i)
    if (in_guest_time_[i] != nullptr)
      in_guest_time_[i]->answer_by(answering(i));
    else
      endpoints_[i].answer_by(answering(i));
  rearm();
}

void device_model::reset(instant at) {
  for (std::size_t i = 0; i < endpoints_.size(); ++i) answering(i).reset(at);
}

void device_model::rearm() {
  for (model_chip& e : endpoints_) e.rearm();
}

void device_model::withdraw_timers() {
  for (model_chip& e : endpoints_) e.withdraw();
}

std::vector<std::vector<std::byte>> device_model::save_state() const {
  std::vector<std::vector<std::byte>> all;
  for (const device_parts::chip& c : parts_->chips()) all.push_back(c.it->save_state());
  return all;
}

void device_model::restore_state(const std::vector<std::vector<std::byte>>& all) {
  const auto& chips = parts_->chips();
  if (all.size() != chips.size())
    throw std::invalid_argument("the saved state is of " + std::to_string(all.size()) + " chips; " + device_ +
                                " has " + std::to_string(chips.size()));
  for (std::size_t i = 0; i < chips.size(); ++i) chips[i].it->restore_state(all[i]);
  rearm();
}

}  // namespace trapline::vmm
