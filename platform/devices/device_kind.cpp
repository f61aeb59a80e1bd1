#include "platform/devices/device_kind.h"

#include <algorithm>
#include <optional>

namespace trapline {

namespace {

/// Surroundings with everything that a device could ask for, and nothing behind it: to look at a device.
class unplugged final : devices::text_sink,
                        devices::guest_control_client,
                        devices::block_medium,
                        devices::dma_memory {
 public:
  unplugged() {
    everything.serial = everything.serial2 = everything.log = this;
    everything.control = this;
    everything.disk = everything.floppy = this;
    everything.memory = this;
    everything.files = &files_;
  }
  surroundings everything;

 private:
  void put(char) override {}
  void guest_exit(std::uint32_t, instant) override {}
  void region_begins(instant) override {}
  void region_ends(instant) override {}
  std::uint64_t sectors() const override { return 2880; }
  bool writable() const override { return false; }
  std::optional<outcome> start(const devices::block_request&, instant, devices::block_client&) override {
    return outcome{false, {}};
  }
  void read(std::uint32_t, std::span<std::byte>) override {}
  void write(std::uint32_t, std::span<const std::byte>) override {}

  firmware_files files_;
};

}  // namespace

const device_kind* device_kind_named(std::string_view name) {
  const auto found = std::ranges::find(device_kinds(), name, &device_kind::name);
  return found == device_kinds().end() ? nullptr : &*found;
}

std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const device_kind& k : device_kinds()) names.emplace_back(k.name);
  return names;
}

std::vector<devices::port_window> ports_of(const device_kind& kind) {
  unplugged nowhere;
  const auto parts = kind.make(nowhere.everything);
  std::vector<devices::port_window> all;
  for (const vmm::device_parts::chip& c : parts->chips())
    all.insert(all.end(), c.it->ports().begin(), c.it->ports().end());
  std::ranges::sort(all, {}, &devices::port_window::first_port);
  return all;
}

}  // namespace trapline
