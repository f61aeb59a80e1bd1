// The sound card: a Sound Blaster 16 with its synthesizer, or an AdLib card, which is the synthesizer alone.
// The DMA controllers that it moves its bytes by are the floppy's.
#include <array>

#include "models/devices/sound/sb16.h"
#include "models/devices/sound/sound_source.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class adlib : public vmm::device_parts, public devices::sound_source {
 public:
  explicit adlib(std::optional<std::uint16_t> sound_blaster_port = {}) : synthesizer_{sound_blaster_port} {
    has("opl3", synthesizer_);
    goes_beyond_images("sound, and samples that come by DMA");
  }
  void heard_by(const devices::sound_listeners& l) override { synthesizer_.connect(*l.voices); }

 private:
  devices::opl3 synthesizer_;
};

class sound_blaster final : public adlib {
 public:
  sound_blaster() : adlib{first_port} {
    has("sb16", card_);
    interrupts_by(5, card_.irq(5));
    // The line that the slot calls 2 is the second controller's 9.
    constexpr std::array<std::pair<unsigned, unsigned>, 3> others{{{9, 2}, {7, 7}, {10, 10}}};
    for (const auto& [irq, number] : others) may_interrupt_by(irq, card_.irq(number));
    for (const unsigned number : {0U, 1U, 3U, 5U, 6U, 7U})
      moves_by_dma(number, [this, number](devices::dma_channel& c) { card_.connect_dma(number, c); });
  }
  void heard_by(const devices::sound_listeners& l) override {
    adlib::heard_by(l);
    card_.connect(*l.samples);
  }

 private:
  static constexpr std::uint16_t first_port = 0x220;

  devices::sb16 card_{first_port};
};

std::unique_ptr<vmm::device_parts> card_of(sound_card which) {
  switch (which) {
    case sound_card::none:
      break;
    case sound_card::adlib:
      return std::make_unique<adlib>();
    case sound_card::sb16:
      return std::make_unique<sound_blaster>();
  }
  return nullptr;
}

}  // namespace

device_kind sound_kind() {
  return {"sound", "Sound Blaster 16 with OPL3, or AdLib (vm.sound)", 28'615,
          [](const surroundings& s) { return card_of(s.with.sound); }, "sound"};
}

}  // namespace trapline
