#include "models/control/control_panel.h"

#include <algorithm>

#include "models/control/read_line.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

void control_panel::schedule(std::vector<timed_command> all) {
  agenda_.insert(agenda_.end(), std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
  std::ranges::stable_sort(agenda_.begin() + static_cast<std::ptrdiff_t>(due_), agenda_.end(), {},
                           &timed_command::at);
}

void control_panel::act(instant now) {
  while (due_ < agenda_.size() && agenda_[due_].at <= now) {
    const timed_command c = agenda_[due_++];
    system_.asked_by = c.by;
    try {
      carry_out(read_line(c.line, view_), now);
    } catch (const wrong_command& refused) {
      keep({now, c.line, c.by, refused.what(), {}});
    }
    system_.asked_by = "operator";
  }
}

void control_panel::keep(given_command c) {
  c.at = instant{} + (c.at - origin_);
  record_.push_back(std::move(c));
  for (const auto& heard : heard_) heard(record_.back());
}

answer control_panel::carry_out(const request& r, instant now) {
  const command& c = r.what();
  if (c.check) c.check(r, view_);
  now_ = now;
  answer a = c.run(r, system_);
  if (c.foresee) c.foresee(r, view_);
  keep({now, r.line(), system_.asked_by, {}, a.text()});
  return a;
}

void check_in_advance(const std::string& line, system_view& view) {
  const request r = read_line(line, view);
  if (r.what().check) r.what().check(r, view);
  if (r.what().foresee) r.what().foresee(r, view);
}

}  // namespace trapline::control
