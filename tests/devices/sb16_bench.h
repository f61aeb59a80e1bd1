/// A Sound Blaster 16 by its port numbers, with a PC's DMA controllers and somebody who writes down what it
/// plays.
#pragma once

#include <string>

#include "models/devices/dma/i8237_pair.h"
#include "models/devices/sound/sb16.h"

namespace trapline::devices::sb16_test {

struct flat_memory final : dma_memory {
  void read(std::uint32_t address, std::span<std::byte> data) override {
    std::copy_n(bytes.begin() + address, data.size(), data.begin());
  }
  void write(std::uint32_t address, std::span<const std::byte> data) override {
    std::copy(data.begin(), data.end(), bytes.begin() + address);
  }
  std::vector<std::byte> bytes = std::vector<std::byte>(16 << 20);
};

struct listener final : sound_output {
  struct sample {
    std::int16_t left, right;
    instant at;
  };
  void play(std::int16_t left, std::int16_t right, instant at) override {
    if (!samples.empty()) in_order = in_order && at >= samples.back().at;
    samples.push_back({left, right, at});
  }
  std::vector<sample> samples;
  bool in_order = true;
};

struct probe : line_sink {
  void set_level(bool level, instant at) override {
    high = level;
    if (level) rises.push_back(at);
  }
  bool high = false;
  std::vector<instant> rises;
};

struct bench {
  bench() {
    card.connect(heard);
    card.irq(5).connect(irq);
    for (const unsigned n : {0U, 1U, 3U, 5U, 6U, 7U}) card.connect_dma(n, dma.channel(n));
    dma_out(0xD6, 0xC0);
    dma_out(0xD4, 0x00);
  }
  static unsigned reg(unsigned port) { return port < 0x300 ? port - 0x220 : port - 0x330 + 0x10; }
  unsigned in(unsigned port) { return card.read(reg(port), 1, now); }
  void out(unsigned port, unsigned v) { card.write(reg(port), 1, v, now); }
  void mixer(unsigned index, unsigned v) {
    out(0x224, index);
    out(0x225, v);
  }
  unsigned mixer(unsigned index) {
    out(0x224, index);
    return in(0x225);
  }
  void dsp(std::initializer_list<unsigned> bytes) {
    for (const unsigned b : bytes) out(0x22C, b);
  }
  unsigned answer() {
    CHECK((in(0x22E) & 0x80) != 0);
    return in(0x22A);
  }
  void dma_out(unsigned port, unsigned v) {
    const unsigned r = port < 0x10 ? port : port >= 0xC0 ? 16 + port - 0xC0 : 48 + port - 0x80;
    dma.write(r, 1, v, now);
  }
  /// Channel 1, bytes at 2xxxxh. @param mode 49h single, 59h again and again, 45h towards memory
  void set_up_bytes(unsigned address, unsigned count, unsigned mode) {
    dma_out(0x0A, 0x05);
    dma_out(0x0C, 0);
    dma_out(0x02, address & 0xFF);
    dma_out(0x02, address >> 8);
    dma_out(0x03, (count - 1) & 0xFF);
    dma_out(0x03, (count - 1) >> 8);
    dma_out(0x0B, mode);
    dma_out(0x83, 0x02);
    dma_out(0x0A, 0x01);
  }
  /// Channel 5, words at 4xxxxh.
  void set_up_words(unsigned word_address, unsigned count, unsigned mode) {
    dma_out(0xD4, 0x05);
    dma_out(0xD8, 0);
    dma_out(0xC4, word_address & 0xFF);
    dma_out(0xC4, word_address >> 8);
    dma_out(0xC6, (count - 1) & 0xFF);
    dma_out(0xC6, (count - 1) >> 8);
    dma_out(0xD6, mode);
    dma_out(0x8B, 0x04);
    dma_out(0xD4, 0x01);
  }
  void put(std::uint32_t address, unsigned byte) { memory.bytes[address] = static_cast<std::byte>(byte); }
  void pass(duration d) {
    const instant end = now + d;
    while (card.next_event() <= end) {
      now = card.next_event();
      card.advance_to(now);
      REQUIRE(card.next_event() > now);
    }
    now = end;
    card.advance_to(now);
  }

  flat_memory memory;
  i8237_pair dma{memory};
  listener heard;
  probe irq;
  sb16 card;
  instant now = instant::at_ps(777'000'000);
};

}  // namespace trapline::devices::sb16_test
