/// An NE2000 by its registers, set up as drivers do, with somebody at the other end of the cable.
#pragma once

#include <memory>

#include "models/devices/network/ethernet_wire.h"
#include "models/devices/network/ne2000.h"

namespace trapline::devices::ne2000_test {

inline constexpr mac_address own{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}, other{0x02, 0, 0, 0, 0, 1};

struct listener : ethernet_station {
  void receive(const ethernet_frame& f, instant at) override {
    frames.push_back(f);
    last = at;
  }
  std::vector<ethernet_frame> frames;
  instant last;
};

struct probe : line_sink {
  void set_level(bool level, instant) override { high = level; }
  bool high = false;
};

inline std::vector<std::byte> message(const mac_address& to, std::size_t data, unsigned seed = 1) {
  std::vector<std::byte> f;
  for (const std::uint8_t b : to) f.push_back(static_cast<std::byte>(b));
  for (const std::uint8_t b : other) f.push_back(static_cast<std::byte>(b));
  f.push_back(std::byte{0x08});
  f.push_back(std::byte{0x00});
  for (std::size_t i = 0; i < data; ++i) f.push_back(static_cast<std::byte>(i * 7 + seed));
  return f;
}

struct bench {
  bench() {
    card->connect(wire.attach(*card));
    card->irq().connect(irq);
  }
  unsigned in(unsigned reg, unsigned width = 1) { return card->read(reg, width, now); }
  void out(unsigned reg, unsigned v, unsigned width = 1) { card->write(reg, width, v, now); }
  /// Ring 46h to 80h, transmit page 40h, words, broadcasts taken, running.
  void start(unsigned rcr = 0x04, unsigned dcr = 0x49) {
    out(0x00, 0x21);
    out(0x0E, dcr);
    out(0x0C, rcr);
    out(0x0D, 0x00);
    out(0x04, 0x40);
    out(0x01, 0x46);
    out(0x02, 0x80);
    out(0x03, 0x46);
    out(0x07, 0xFF);
    out(0x0F, 0x7F);
    out(0x00, 0x61);
    for (unsigned i = 0; i < 6; ++i) out(1 + i, own[i]);
    out(0x07, 0x47);
    out(0x00, 0x22);
  }
  std::vector<unsigned> read_memory(unsigned from, unsigned bytes) {
    remote(from, bytes, 0x0A);
    std::vector<unsigned> all;
    const bool words = (card->state().controller.dcr & 1) != 0;
    while (all.size() < bytes) {
      const unsigned v = in(0x10, words ? 2 : 1);
      all.push_back(v & 0xFF);
      if (words && all.size() < bytes) all.push_back(v >> 8);
    }
    return all;
  }
  void write_memory(unsigned to, std::span<const std::byte> bytes) {
    remote(to, static_cast<unsigned>(bytes.size()), 0x12);
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
      const auto high = i + 1 < bytes.size() ? std::to_integer<unsigned>(bytes[i + 1]) : 0;
      out(0x10, std::to_integer<unsigned>(bytes[i]) | high << 8, 2);
    }
  }
  void remote(unsigned address, unsigned bytes, unsigned command) {
    out(0x00, 0x22);
    out(0x0A, bytes & 0xFF);
    out(0x0B, bytes >> 8);
    out(0x08, address & 0xFF);
    out(0x09, address >> 8);
    out(0x00, command);
  }
  void send(std::span<const std::byte> bytes) {
    write_memory(0x4000, bytes);
    out(0x05, static_cast<unsigned>(bytes.size()) & 0xFF);
    out(0x06, static_cast<unsigned>(bytes.size()) >> 8);
    out(0x00, 0x26);
  }
  void pass(duration d) {
    const instant end = now + d;
    for (;;) {
      const instant next = std::min(card->next_event(), wire.next_event());
      if (next > end) break;
      now = next;
      wire.advance_to(now);
      card->advance_to(now);
    }
    now = end;
  }
  /// As if it had come over the cable.
  void hear(const ethernet_frame& f) { card->receive(f, now); }
  unsigned page_1(unsigned reg) {
    out(0x00, 0x62);
    const unsigned v = in(reg);
    out(0x00, 0x22);
    return v;
  }
  const ne2000_state& state() const { return card->state(); }
  unsigned memory(unsigned address) const { return state().memory[address - 0x4000]; }

  ethernet_wire wire;
  std::unique_ptr<ne2000> card = std::make_unique<ne2000>(own);
  probe irq;
  instant now = instant::at_ps(1'000'000'000);
};

}  // namespace trapline::devices::ne2000_test
