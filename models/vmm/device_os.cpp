#include "models/vmm/device_os.h"

#include <algorithm>

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

bool device_os::enqueue(work& w, instant at) {
  if (w.queued_) return false;
  w.queued_ = true;
  w.submitted_ = at;
  queue_.push_back(&w);
  return true;
}

work* device_os::take(processor::physical_processor& cpu) {
  if (queue_.empty()) return nullptr;
  const instant now = cpu.now();
  auto next = std::ranges::find_if(queue_, [now](const work* w) { return w->submitted_ <= now; });
  if (next == queue_.end()) next = std::ranges::min_element(queue_, {}, &work::submitted_);
  work* w = *next;
  queue_.erase(next);
  cpu.spend_until(processor::account::idle, w->submitted_);
  w->queued_ = false;
  return w;
}

}  // namespace trapline::vmm
