/// A floppy controller on the bench, with drives, DMA to a memory of its own and the host's side of the
/// command protocol.
#pragma once

#include <optional>
#include <vector>

#include "models/devices/memory_image.h"
#include "models/devices/storage/i82077.h"
#include "models/devices/storage/image_medium.h"

namespace trapline::devices::test {

/// A DMA channel set up for `count` bytes.
class dma_buffer final : public dma_channel {
 public:
  void set_request(bool) override {}
  result transfer(std::span<std::byte> data, bool to_memory, instant) override {
    std::size_t n = 0;
    for (; n < data.size() && at < bytes.size(); ++n, ++at) {
      if (to_memory)
        bytes[at] = data[n];
      else
        data[n] = bytes[at];
    }
    return {n, n > 0 && at == bytes.size()};
  }
  void set_up(std::size_t count) { set_up(std::vector<std::byte>(count)); }
  void set_up(std::vector<std::byte> data) {
    bytes = std::move(data);
    at = 0;
  }
  std::vector<std::byte> bytes;
  std::size_t at = 0;
};

class irq_probe final : public line_sink {
 public:
  void set_level(bool high, instant at) override {
    if (high && !level) {
      ++rises;
      last_rise = at;
    }
    level = high;
  }
  bool level = false;
  int rises = 0;
  instant last_rise{};
};

/// A medium that answers when the test says so.
class late_medium final : public block_medium {
 public:
  explicit late_medium(sector_store& store) : store_{store} {}
  std::uint64_t sectors() const override { return store_.sectors(); }
  bool writable() const override { return true; }
  std::optional<outcome> start(const block_request& request, instant, block_client& client) override {
    waiting = request;
    client_ = &client;
    return std::nullopt;
  }
  void finish(instant at) {
    const block_request r = *waiting;
    waiting.reset();
    const bool ok =
        r.what == block_request::kind::read ? store_.read(r.lba, r.data) : store_.write(r.lba, r.data);
    client_->transfer_done(ok, at);
  }
  std::optional<block_request> waiting;

 private:
  sector_store& store_;
  block_client* client_ = nullptr;
};

inline std::vector<std::byte> disk_bytes(const floppy_format& f) {
  std::vector<std::byte> v(f.bytes());
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<std::byte>(i / 512 * 13 + i % 512);
  return v;
}

/// Drive A holds a disk of `format`; drive B is a 1.44M drive without one.
class fdc_bench {
 public:
  explicit fdc_bench(std::uint64_t size = 1474560, i82077_parameters p = {}, bool may_write = true)
      : format{*floppy_format_of(size)}, image{disk_bytes(format), may_write}, medium{image}, fdc{p} {
    fdc.attach(0, drive_for(format));
    fdc.attach(1, drive_1440k);
    fdc.insert(0, medium, format, now);
    fdc.connect_dma(dma);
    fdc.irq.connect(irq);
  }
  std::uint8_t in(unsigned reg) { return static_cast<std::uint8_t>(fdc.read(reg, 1, now)); }
  void out(unsigned reg, unsigned value) { fdc.write(reg, 1, value, now); }
  void pass(duration d) {
    const instant to = now + d;
    while (fdc.next_event() <= to) {
      now = fdc.next_event();
      fdc.advance_to(now);
    }
    now = to;
    fdc.advance_to(now);
  }
  /// Reset by DOR as an AT BIOS does, motor A on, the four polling states taken, data rate set.
  void start(unsigned rate = 0) {
    out(fdc::reg_dor, 0x00);
    pass(duration::us(10));
    out(fdc::reg_dor, 0x1C);
    out(fdc::reg_ccr, rate);
    pass(duration::s(1));
    for (int i = 0; i < 4; ++i) command({0x08});
  }
  /// Sends a command and, if it has results at once or after `patience`, returns them.
  std::vector<unsigned> command(std::vector<unsigned> bytes, duration patience = duration::s(5)) {
    for (const unsigned b : bytes) out(fdc::reg_fifo, b);
    wait(patience);
    return results();
  }
  void wait(duration patience = duration::s(5)) {
    const instant end = now + patience;
    while (fdc.state().now_in == i82077_state::phase::execution && fdc.next_event() <= end) {
      now = fdc.next_event();
      fdc.advance_to(now);
    }
  }
  std::vector<unsigned> results() {
    std::vector<unsigned> got;
    while ((in(fdc::reg_msr)&0xD0) == 0xD0) got.push_back(in(fdc::reg_fifo));
    return got;
  }
  std::vector<unsigned> transfer(unsigned code, unsigned c, unsigned h, unsigned r, unsigned eot) {
    return command({code, h << 2, c, h, r, 2, eot, 0x1B, 0xFF});
  }
  /// @returns what SENSE INTERRUPT STATUS says once the interrupt came.
  std::vector<unsigned> seek_to(unsigned cylinder) {
    command({0x0F, 0x00, cylinder});
    pass(duration::s(2));
    return command({0x08});
  }
  std::vector<std::byte> sector(unsigned lba, unsigned count = 1) {
    const auto part = image.bytes().subspan(lba * 512, count * 512);
    return {part.begin(), part.end()};
  }

  floppy_format format;
  memory_image image;
  image_medium medium;
  dma_buffer dma;
  irq_probe irq;
  i82077 fdc;
  instant now = instant{} + duration::ms(1);
};

}  // namespace trapline::devices::test
