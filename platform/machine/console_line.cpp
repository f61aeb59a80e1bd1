#include "platform/machine/console_line.h"

namespace trapline {

namespace {

/// How often it looks for something typed, and how fast it types: a little slower than 115200 baud.
constexpr duration glance = duration::ms(1);
constexpr duration keystroke = duration::us(100);

}  // namespace

console_line::console_line(console& c, computing_system& machine, const devices::ns16550& guest_uart)
    : console_{c},
      physical_{machine.devices.uart},
      target_{machine.target_of(machine.devices.uart)},
      guest_uart_{guest_uart},
      alarm_{"console_line", machine.calendar} {
  alarm_.call_at(instant{} + glance, *this);
}

void console_line::sent(char c) {
  has_sent_ = true;
  console_.show(c);
}

bool console_line::guest_listens() const {
  const devices::ns16550_state& s = guest_uart_.state();
  if (s.rx_count > 0 || physical_.state().rx_count > 0) return false;
  const bool wants_data_interrupts = (s.ier & 0x01) != 0;
  const bool polls = s.mcr == 0 && s.ier == 0 && has_sent_;
  return guest_uart_.rts() || wants_data_interrupts || polls;
}

void console_line::wake(instant at) {
  const auto byte = guest_listens() ? console_.next() : std::nullopt;
  if (byte) {
    physical_.receive(*byte, at);
    target_.rearm();
  }
  alarm_.call_at(at + (byte ? keystroke : glance), *this);
}

}  // namespace trapline
