#include "models/bus/endpoint.h"

namespace trapline::bus {

endpoint::endpoint(std::string name, devices::device& chip, wakeup& host)
    : name_{std::move(name)}, chip_{&chip}, host_{&host} {}

std::uint32_t endpoint::read(std::uint32_t reg, unsigned width, instant now) {
  const std::uint32_t value = chip_->read(reg, width, now);
  rearm();
  return value;
}

void endpoint::write(std::uint32_t reg, unsigned width, std::uint32_t value, instant now) {
  chip_->write(reg, width, value, now);
  rearm();
}

void endpoint::rearm() {
  const instant next = chip_->next_event();
  if (next == armed_) return;
  armed_ = next;
  host_->call_at(next, *this);
}

void endpoint::move_to(wakeup& host) {
  if (host_ == &host) return;
  withdraw();
  host_ = &host;
  rearm();
}

void endpoint::withdraw() {
  if (armed_ != instant::never()) host_->call_at(instant::never(), *this);
  armed_ = instant::never();
}

void endpoint::wake(instant at) {
  armed_ = instant::never();
  chip_->advance_to(at);
  rearm();
}

}  // namespace trapline::bus
