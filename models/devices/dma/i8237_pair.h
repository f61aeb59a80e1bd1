/// The DMA of a PC/AT: two 8237A, the first (ports 00h-0Fh, channels 0-3, bytes) cascaded into channel 4
/// of the second (ports C0h-DFh, every other port, channels 5-7, words), and the page registers
/// (81h-8Fh; 80h belongs to the POST port) that hold the address bits above 15.
/// Element 13 (Fig. 1): an I/O device.
///
/// A device moves its bytes in one call and paces itself; the data sheet's single, demand and block
/// modes then differ in nothing that software sees.
///
/// *Not modelled*: memory-to-memory transfers (chipsets left them out), transfers started by the request
/// register (the bit is kept and shown), rotating priority among channels, time on the bus.
#pragma once

#include "models/devices/dma/i8237.h"
#include "models/devices/dma/i8237_channel.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct i8237_pair_state {
  i8237_state first, second;
  /// By port 80h + n; entry 0 is not ours.
  std::array<std::uint8_t, 16> pages;
};

template <typename Members>
void describe(Members& m, i8237_pair_state& s) {
  m.begins("i8237_pair", 1);
  m("first", s.first);
  m("second", s.second);
  m("pages", s.pages);
}

class i8237_pair final : public stateful_device<i8237_pair_state> {
 public:
  /// @param memory outlives the controllers.
  explicit i8237_pair(dma_memory& memory);

  /// Channels 0 to 3 and 5 to 7. @throws std::out_of_range for any other.
  dma_channel& channel(unsigned number);

  std::span<const port_window> ports() const override;
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant now) override;

 private:
  class pins final : public dma_channel {
   public:
    void set_request(bool high) override { owner->set_request(number, high); }
    result transfer(std::span<std::byte> data, bool to_memory, instant) override {
      return owner->transfer(number, data, to_memory);
    }
    i8237_pair* owner = nullptr;
    unsigned number = 0;
  };

  void set_request(unsigned number, bool high);
  dma_channel::result transfer(unsigned number, std::span<std::byte> data, bool to_memory);
  void move_run(std::uint32_t address, bool downwards, unsigned unit, std::span<std::byte> data,
                bool to_memory);

  dma_memory& memory_;
  i8237 first_{state_.first};
  i8237 second_{state_.second};
  std::array<pins, 8> pins_;
};

}  // namespace trapline::devices
