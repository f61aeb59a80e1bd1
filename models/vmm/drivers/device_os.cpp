#include "models/vmm/drivers/device_os.h"

#include <utility>

namespace trapline::vmm {

std::uint16_t device_os::driven_lines() const {
  unsigned lines = 0;
  for (unsigned irq = 0; irq < interrupt_lines; ++irq)
    if (drivers_[irq] != nullptr) lines |= 1U << irq;
  return static_cast<std::uint16_t>(lines);
}

void device_os::boot(processor::physical_processor& cpu) {
  for (driver* d : drivers_) {
    if (d == nullptr) continue;
    if (follows_firmware_) d->take_from_firmware(cpu);
    d->set_up(cpu);
  }
}

void device_os::ask(work& w, const model_host& from, instant at) {
  if (is_a_way_from(from)) {
    asked_.push_back({w, from});
    return;
  }
  if (const processor::step_meter* by = at_work_.steps()) w.led_by(*by);
  submit(w, at);
}

void device_os::pass_asked(processor::step_meter& m, processor::physical_processor& cpu, block in) {
  // Those of this processor: others may ask while this one waits for its turn.
  for (const request& r : std::exchange(asked_, {})) {
    charge_request(m, cpu, r.from, in);
    cpu.take_turn();
    r.what.led_by(m);
    submit(r.what, cpu.now());
  }
}

bool device_os::enqueue(work& w) {
  if (w.queued_) return false;
  w.queued_ = true;
  queue_.push_back(&w);
  return true;
}

work* device_os::take() {
  if (queue_.empty()) return nullptr;
  work* w = queue_.front();
  queue_.pop_front();
  w->queued_ = false;
  return w;
}

}  // namespace trapline::vmm
