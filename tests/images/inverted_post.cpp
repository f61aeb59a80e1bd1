// A kind whose chip keeps the state of the shipped one and gives the complement of what it gives.
#include "models/devices/system/post_port.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class inverted_port final : public devices::device {
 public:
  std::span<const devices::port_window> ports() const override { return port_.ports(); }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override {
    return ~port_.read(reg, width, now) & 0xff;
  }
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override {
    port_.write(reg, width, value, now);
  }
  void advance_to(instant now) override { port_.advance_to(now); }
  instant next_event() const override { return port_.next_event(); }
  void reset(instant now) override { port_.reset(now); }
  std::vector<std::byte> save_state() const override { return port_.save_state(); }
  void restore_state(std::span<const std::byte> s) override { port_.restore_state(s); }

 private:
  devices::post_port port_;
};

class inverted_post final : public vmm::device_parts {
 public:
  inverted_post() { has("post", port_); }

 private:
  inverted_port port_;
};

}  // namespace

device_kind post_kind() {
  return {"post", "POST code port that gives complements", 0,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<inverted_post>();
          }};
}

}  // namespace trapline
