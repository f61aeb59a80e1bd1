#include "platform/machine/console_line.h"

namespace trapline {

namespace {

/// How often it looks for something typed, and how fast it types: a little slower than 115200 baud.
constexpr duration glance = duration::ms(1);
constexpr duration keystroke = duration::us(100);

}  // namespace

console_line::console_line(console& c, computing_system& machine, const devices::serial_port& guest_port)
    : console_{c},
      physical_{*machine.devices.role<devices::serial_port>().first},
      model_{*machine.devices.role<devices::serial_port>().second},
      guest_port_{guest_port},
      alarm_{"console_line", machine.calendar} {
  alarm_.call_at(instant{} + glance, *this);
}

void console_line::sent(char c) {
  has_sent_ = true;
  console_.show(c);
}

bool console_line::guest_listens() const {
  if (guest_port_.has_unread() || physical_.has_unread()) return false;
  return guest_port_.listens() || (guest_port_.may_poll() && has_sent_);
}

void console_line::wake(instant at) {
  const auto byte = guest_listens() ? console_.next() : std::nullopt;
  if (byte) {
    physical_.receive_character(*byte, at);
    model_.rearm();
  }
  alarm_.call_at(at + (byte ? keystroke : glance), *this);
}

}  // namespace trapline
