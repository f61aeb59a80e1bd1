#include "platform/run_loop.h"

#include <poll.h>

#include <algorithm>
#include <stdexcept>
#include <systemc>
#include <thread>

#include "models/bus/time_bridge.h"
#include "models/control/read_line.h"

namespace trapline {

namespace {

/// How often real time looks at the simulation: often enough for Ctrl-C, seldom enough to cost nothing.
constexpr duration glance = duration::ms(20);
/// The same while operators are there, who want answers.
constexpr duration turn = duration::ms(5);

void check_order(const processor::processor_order& order) {
  if (!order.violation().empty()) throw std::logic_error("out of order: " + order.violation());
}

}  // namespace

bool run_loop::is_attended() const {
  return std::ranges::any_of(control_.operators, [](const operator_front* f) { return f->is_attended(); });
}

void run_loop::tell(const std::string& event, instant now, nlohmann::ordered_json data) {
  const panel_event e{event, std::move(data), now};
  for (operator_front* f : control_.operators) f->tell(e);
}

void run_loop::tell_of_ends(instant now) {
  if (control_.operators.empty()) return;
  for (const auto& [vm, reason] : machine_.ends())
    if (ended_.emplace(vm, reason).second) tell("VM_END", now, {{"vm", vm}, {"reason", reason}});
}

void run_loop::look_in(instant now) {
  if (control_.progress) control_.progress(now);
  if (control_.listener != nullptr) control_.listener->keep_up();
  if (control_.at_serial_line != nullptr) control_.at_serial_line->pace(now);
}

void run_loop::act(instant now) {
  panel_.act(now);
  if (control_.operators.empty()) return;
  panel_.set_attended(is_attended());
  // That somebody ended the run by a signal is a part of the session too.
  if (control_.stop) panel_.carry_out(control::read_line("quit", panel_.view()), now);
  for (operator_front* f : control_.operators) f->attend(panel_, now);
  panel_.set_attended(is_attended());
}

void run_loop::wait_for_operators(std::chrono::milliseconds most) {
  std::vector<pollfd> files;
  for (const operator_front* f : control_.operators) f->add_files(files);
  ::poll(files.data(), files.size(), static_cast<int>(most.count()));
}

void run_loop::stand_still(instant now) {
  constexpr std::chrono::milliseconds until_next_look{100};
  tell("STOP", now);
  while (panel_.stands_still(now) && !panel_.quit_asked() && !control_.stop && !machine_.over()) {
    wait_for_operators(until_next_look);
    look_in(now);
    for (operator_front* f : control_.operators) f->attend(panel_, now);
    panel_.set_attended(is_attended());
  }
  tell("RESUME", now);
  real_ = std::chrono::steady_clock::now();
  simulated_ = now;
}

void run_loop::pace(instant now) {
  if (std::ranges::none_of(control_.operators, [](const operator_front* f) { return f->in_real_time(); }))
    return;
  const auto ahead =
      std::chrono::nanoseconds{(now - simulated_).nanoseconds()} - (std::chrono::steady_clock::now() - real_);
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(ahead);
  if (wait.count() > 0) wait_for_operators(wait);
}

instant run_loop::next_stop(instant now) const {
  const instant next = std::min({limit(), panel_.next(), turn_.next()});
  return control_.operators.empty() ? next : std::min(next, now + turn);
}

bool run_loop::waits_for_operator() {
  if (!is_attended()) return false;
  panel_.stand_still_from(bus::kernel_now());
  return true;
}

std::string run_loop::run() {
  if (!control_.operators.empty())
    panel_.tell([this](const control::given_command& c) {
      tell("COMMAND", c.at, {{"command", c.line}, {"refused", !c.refusal.empty()}});
    });
  const std::string why = pass_time();
  tell("SHUTDOWN", bus::kernel_now(), {{"reason", why}});
  return why;
}

std::string run_loop::pass_time() {
  while (!machine_.over()) {
    const instant now = bus::kernel_now();
    if ((control_.stop && control_.operators.empty()) || !turn_.pass(now)) return "interrupted";
    if (now >= limit()) return "limit";
    look_in(now);
    act(now);
    if (panel_.quit_asked()) return "interrupted";
    if (machine_.over()) break;
    if (panel_.stands_still(now)) {
      stand_still(now);
      continue;
    }
    pace(now);
    const instant stop = next_stop(now);
    machine_.order().set_limit(stop);
    sc_core::sc_start(bus::to_sc(std::min(glance, stop - now)));
    check_order(machine_.order());
    tell_of_ends(bus::kernel_now());
    const bool to_come = sc_core::sc_pending_activity() || std::min(panel_.next(), turn_.next()) < limit();
    if (!machine_.over() && !to_come && !waits_for_operator()) return "guest_stuck";
  }
  return "guest_exit";
}

}  // namespace trapline
