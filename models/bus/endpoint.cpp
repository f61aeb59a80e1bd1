#include "models/bus/endpoint.h"

namespace trapline::bus {

endpoint::endpoint(std::string name, devices::device& chip, wakeup& host)
    : name_{std::move(name)}, chip_{&chip}, host_{&host} {}

void endpoint::arm(instant next) {
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
