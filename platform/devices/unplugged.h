/// Surroundings with everything that a device could ask for, and nothing behind it: to look at a device.
#pragma once

#include <optional>

#include "platform/devices/surroundings.h"

namespace trapline {

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
    everything.with = {.network = network_card{},
                       .sound = sound_card::sb16,
                       .video = video_card::vbe,
                       .local_apic = true,
                       .test_device = true};
    everything.output = [this](std::string_view) -> devices::text_sink* { return this; };
  }
  explicit unplugged(const cards& with) : unplugged{} {
    everything.with = with;
    if (!with.disk) everything.disk = nullptr;
    everything.output = [this](std::string_view key) -> devices::text_sink* {
      return everything.with.outputs.contains(key) ? this : nullptr;
    };
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

}  // namespace trapline
