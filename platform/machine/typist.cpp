#include "platform/machine/typist.h"

#include <algorithm>

#include "models/devices/keyboard/ps2_typing.h"

namespace trapline {

namespace {

/// From one key of a chord to the next, and to its release: what a keyboard's buffer and a slow guest can take.
constexpr duration between_keys = duration::ms(25);

}  // namespace

typist::typist(computing_system& machine) : machine_{machine}, alarm_{"typist", machine.calendar} {}

void typist::add(const std::vector<input_event>& events, std::function<void()> attention) {
  for (const input_event& e : events) {
    const instant at = instant{} + e.at;
    if (!e.codes.empty())
      actions_.push_back({at, attention, [codes = e.codes](devices::keyboard_port& k, instant t) {
                            k.raw_codes(codes, t);
                          }});
    std::vector<devices::timed_key> keys = devices::typing(e.text, at);
    for (std::size_t i = 0; i < e.keys.size(); ++i) keys.push_back({at + between_keys * i, e.keys[i]});
    for (const devices::timed_key& key : keys)
      actions_.push_back({key.at, attention,
                          [event = key.event](devices::keyboard_port& k, instant t) { k.press(event, t); }});
  }
}

void typist::start() {
  std::stable_sort(actions_.begin() + static_cast<std::ptrdiff_t>(next_), actions_.end(),
                   [](const action& a, const action& b) { return a.at < b.at; });
  if (next_ < actions_.size()) alarm_.call_at(actions_[next_].at, *this);
}

void typist::count_from(instant origin) {
  for (action& a : actions_) a.at = origin + (a.at - instant{});
}

void typist::wake(instant at) {
  const auto [keyboard, model] = machine_.devices.role<devices::keyboard_port>();
  for (; next_ < actions_.size() && actions_[next_].at <= at; ++next_) {
    actions_[next_].attention();
    actions_[next_].act(*keyboard, at);
  }
  model->rearm();
  if (next_ < actions_.size()) alarm_.call_at(actions_[next_].at, *this);
}

}  // namespace trapline
