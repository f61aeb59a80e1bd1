#include "models/vmm/drivers/device_os.h"

namespace trapline::vmm {

std::uint16_t device_os::driven_lines() const {
  unsigned lines = 0;
  for (unsigned irq = 0; irq < interrupt_lines; ++irq)
    if (drivers_[irq] != nullptr) lines |= 1U << irq;
  return static_cast<std::uint16_t>(lines);
}

void device_os::boot(processor::physical_processor& cpu) {
  for (driver* d : drivers_)
    if (d != nullptr) d->set_up(cpu);
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
