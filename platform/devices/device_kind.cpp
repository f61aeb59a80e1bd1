#include "platform/devices/device_kind.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <optional>

#include "platform/devices/unplugged.h"

namespace trapline {

namespace {

/// What a device of a machine claims.
struct claimed {
  std::string_view by;
  std::vector<devices::port_window> ports;
  std::vector<unsigned> irqs;
};

std::vector<devices::port_window> ports_of(const vmm::device_parts& parts) {
  std::vector<devices::port_window> all;
  for (const vmm::device_parts::chip& c : parts.chips())
    all.insert(all.end(), c.it->ports().begin(), c.it->ports().end());
  std::ranges::sort(all, {}, &devices::port_window::first_port);
  return all;
}

std::string hexadecimal(unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, "%Xh", value);
  return text;
}

std::string conflict_between(const claimed& a, const claimed& b) {
  const std::string both = std::string{a.by} + " and " + std::string{b.by} + " both claim ";
  for (const devices::port_window& p : a.ports)
    for (const devices::port_window& q : b.ports) {
      const int first = std::max(p.first_port, q.first_port);
      if (first < std::min(p.first_port + p.count, q.first_port + q.count))
        return both + "port " + hexadecimal(static_cast<unsigned>(first));
    }
  for (const unsigned irq : a.irqs)
    if (std::ranges::find(b.irqs, irq) != b.irqs.end()) return both + "IRQ " + std::to_string(irq);
  return "";
}

}  // namespace

const device_kind* device_kind_named(std::string_view name) {
  const auto found = std::ranges::find(device_kinds(), name, &device_kind::name);
  return found == device_kinds().end() ? nullptr : &*found;
}

std::uint64_t model_bytes(std::string_view device) {
  const device_kind* const kind = device_kind_named(device);
  return kind == nullptr ? 0 : kind->code_bytes;
}

std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const device_kind& k : device_kinds()) names.emplace_back(k.name);
  return names;
}

std::vector<devices::port_window> ports_of(const device_kind& kind) {
  unplugged nowhere;
  return ports_of(*kind.make(nowhere.everything));
}

std::string beyond_images(const device_kind& kind) {
  unplugged nowhere;
  return kind.make(nowhere.everything)->beyond_images();
}

std::vector<devices::memory_window> memory_of(const device_kind& kind) {
  unplugged nowhere;
  const auto parts = kind.make(nowhere.everything);
  std::vector<devices::memory_window> all;
  for (const vmm::device_parts::chip& c : parts->chips())
    all.insert(all.end(), c.it->memory().begin(), c.it->memory().end());
  return all;
}

bool has_device(const cards& with, const device_kind& kind) {
  unplugged nowhere{with};
  return kind.make(nowhere.everything) != nullptr;
}

std::string conflict_between(const cards& with) {
  // A sweep's points have the same machine again and again, and to know what it claims is to make it.
  static std::mutex guard;
  static std::optional<cards> last_without;
  const std::lock_guard lock{guard};
  if (last_without == with) return "";
  unplugged nowhere{with};
  std::vector<claimed> all;
  for (const device_kind& kind : device_kinds()) {
    const auto parts = kind.make(nowhere.everything);
    if (parts == nullptr) continue;
    claimed one{kind.name, ports_of(*parts), {}};
    for (const vmm::device_parts::interrupt& i : parts->interrupts())
      if (!i.by_choice) one.irqs.push_back(i.irq);
    for (const claimed& other : all)
      if (const std::string what = conflict_between(other, one); !what.empty()) return what;
    all.push_back(std::move(one));
  }
  last_without = with;
  return "";
}

}  // namespace trapline
