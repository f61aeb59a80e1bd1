// Accesses as dice say, to every register of the network, sound and display cards: whatever software does, a card
// answers within the width asked for, and its next event lies in the future. TRAPLINE_FUZZ=N makes N accesses each
// (10,000,000 is what was run under sanitizers), without it few.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <memory>
#include <string>

#include "models/devices/dma/i8237_pair.h"
#include "models/devices/network/ethernet_wire.h"
#include "models/devices/network/ne2000.h"
#include "models/devices/network/network_station.h"
#include "models/devices/sound/opl3.h"
#include "models/devices/sound/sb16.h"
#include "models/devices/video/bochs_vbe.h"
#include "models/devices/video/vga.h"
#include "tests/devices/dice.h"

using namespace trapline;
using namespace trapline::devices;
using trapline::devices::test::dice;

namespace {

std::uint64_t accesses() {
  const char* const n = std::getenv("TRAPLINE_FUZZ");
  return n == nullptr ? 30'000 : std::stoull(n);
}

/// Registers of a chip, taken at random from its windows.
class software {
 public:
  software(device& chip, unsigned seed) : chip_{chip}, die_{seed} {}

  dice& die() { return die_; }
  instant now() const { return now_; }
  void step() {
    now_ = now_ + duration::ns(die_.one_in(50) ? die_.below(2'000'000) : die_.below(2'000));
    chip_.advance_to(now_);
    const unsigned reg = somewhere();
    const unsigned width = std::min(chip_.widest_access(reg), 1U << die_.below(3));
    if (die_.one_in(2)) {
      chip_.write(reg, width, die_.one_in(2) ? die_.below(8) : die_.below(0xFFFFFFFF), now_);
    } else {
      const std::uint32_t value = chip_.read(reg, width, now_);
      if (width < 4 && value >> (8 * width) != 0) FAIL("register " << reg << " reads " << value);
    }
    if (chip_.next_event() <= now_) FAIL("register " << reg << ": the next event is past");
  }

 private:
  unsigned somewhere() {
    const auto ports = chip_.ports();
    const auto memory = chip_.memory();
    const unsigned which = die_.below(static_cast<unsigned>(ports.size() + memory.size()));
    if (which < ports.size()) return ports[which].first_register + die_.below(ports[which].count);
    const memory_window& m = memory[which - ports.size()];
    return m.first_register + die_.below(static_cast<unsigned>(m.bytes));
  }

  device& chip_;
  dice die_;
  instant now_ = instant{} + duration::ms(1);
};

struct all_memory final : dma_memory {
  void read(std::uint32_t address, std::span<std::byte> data) override {
    for (std::byte& b : data) b = static_cast<std::byte>(address++);
  }
  void write(std::uint32_t, std::span<const std::byte>) override {}
};

}  // namespace

TEST_CASE("fuzz: an NE2000 with rings and transfers anywhere, on a cable with somebody else") {
  ethernet_wire wire;
  network_station station;
  station.connect(wire.attach(station));
  const auto card = std::make_unique<ne2000>(mac_address{2, 0, 0, 0, 0, 1});
  card->connect(wire.attach(*card));
  software guest{*card, 1};
  for (std::uint64_t i = 0; i < accesses(); ++i) {
    guest.step();
    wire.advance_to(guest.now());
    station.advance_to(guest.now());
    if (!guest.die().one_in(40)) continue;
    ethernet_frame frame;
    frame.bytes.resize(guest.die().below(guest.die().one_in(20) ? 70'000 : 1'600));
    for (std::byte& b : frame.bytes) b = static_cast<std::byte>(guest.die().below(256));
    if (guest.die().one_in(2)) frame = ethernet::frame_of(std::move(frame.bytes));
    frame.extra_bits = guest.die().one_in(10) ? guest.die().below(8) : 0;
    card->receive(frame, guest.now());
  }
}

TEST_CASE("fuzz: a Sound Blaster 16 and DMA controllers that are programmed at random too") {
  all_memory memory;
  i8237_pair dma{memory};
  sb16 card;
  for (const unsigned number : {0U, 1U, 3U, 5U, 6U, 7U}) card.connect_dma(number, dma.channel(number));
  software guest{card, 2}, other{dma, 3};
  for (std::uint64_t i = 0; i < accesses(); ++i) {
    guest.step();
    if (guest.die().one_in(4)) other.step();
  }
}

TEST_CASE("fuzz: an OPL3, and a VGA with its extension") {
  opl3 synthesizer;
  software guest{synthesizer, 4};
  for (std::uint64_t i = 0; i < accesses(); ++i) guest.step();
  const auto card = std::make_unique<vga>();
  const auto extension = std::make_unique<bochs_vbe>();
  card->extend_by(*extension);
  software one{*card, 5}, two{*extension, 6};
  for (std::uint64_t i = 0; i < accesses(); ++i) {
    one.step();
    two.step();
    if (i % 20'000 == 0 && extension->rules()) picture_of(extension->state(), card->state());
  }
}
