/// A disk on the bench: a medium of memory whose answers the test decides, and the host's end of the
/// ATA registers with time in the test's hand.
#pragma once

#include <optional>
#include <vector>

#include "models/devices/memory_image.h"
#include "models/devices/storage/ata_disk.h"

namespace trapline::devices::test {

/// Sectors that take a given time, or that wait until the test says so.
class test_medium final : public block_medium {
 public:
  explicit test_medium(std::uint64_t count, bool may_write = true) : store_{count, may_write} {}

  std::uint64_t sectors() const override { return reported != 0 ? reported : store_.sectors(); }
  bool writable() const override { return store_.writable(); }
  std::optional<outcome> start(const block_request& request, instant, block_client& client) override {
    requests.push_back({request.what, request.lba, request.data.size() / sector_bytes});
    if (later) {
      waiting_ = request;
      client_ = &client;
      return std::nullopt;
    }
    return outcome{move(request), takes};
  }
  /// Ends the transfer that waits.
  void finish(instant at) {
    const bool ok = move(*waiting_);
    waiting_.reset();
    client_->transfer_done(ok, at);
  }
  bool waiting() const { return waiting_.has_value(); }
  std::span<std::byte> bytes() { return store_.bytes(); }

  struct seen {
    block_request::kind what;
    std::uint64_t lba;
    std::size_t count;
  };
  std::vector<seen> requests;
  duration takes = duration::us(100);
  bool later = false;
  std::uint64_t reported = 0;  // claims to be this large
  std::optional<std::uint64_t> bad_sector;

 private:
  bool move(const block_request& r) {
    if (r.what == block_request::kind::flush) return true;
    if (bad_sector && *bad_sector >= r.lba && *bad_sector < r.lba + r.data.size() / sector_bytes)
      return false;
    // Beyond what the memory holds there are zeros: for drives larger than this machine.
    if (!store_.holds(r.lba, r.data.size())) return true;
    return r.what == block_request::kind::read ? store_.read(r.lba, r.data) : store_.write(r.lba, r.data);
  }

  memory_image store_;
  std::optional<block_request> waiting_;
  block_client* client_ = nullptr;
};

class level_probe final : public line_sink {
 public:
  void set_level(bool high, instant) override {
    if (high && !level) ++rises;
    level = high;
  }
  bool level = false;
  int rises = 0;
};

/// The host: 1F0h-1F7h and 3F6h of one disk.
class ata_host {
 public:
  explicit ata_host(block_medium& medium) : disk{medium, {"Bench disk", "S1", "F2"}} {
    disk.intrq.connect(irq);
    pass(duration::ms(10));
  }
  std::uint8_t in(unsigned reg) { return static_cast<std::uint8_t>(disk.read(reg, 1, now)); }
  void out(unsigned reg, unsigned value) { disk.write(reg, 1, value, now); }
  void pass(duration d) {
    now = now + d;
    disk.advance_to(now);
  }
  std::uint8_t alternate() { return in(ata::reg_control); }
  void lba28(std::uint32_t lba, unsigned count) {
    out(ata::reg_count, count & 0xFF);
    out(ata::reg_lba_low, lba & 0xFF);
    out(ata::reg_lba_mid, lba >> 8 & 0xFF);
    out(ata::reg_lba_high, lba >> 16 & 0xFF);
    out(ata::reg_device, 0xE0 | (lba >> 24 & 0x0F));
  }
  void lba48(std::uint64_t lba, unsigned count) {
    out(ata::reg_count, count >> 8 & 0xFF);
    out(ata::reg_count, count & 0xFF);
    for (unsigned i = 0; i < 3; ++i) {
      out(ata::reg_lba_low + i, static_cast<unsigned>(lba >> (24 + 8 * i)) & 0xFF);
      out(ata::reg_lba_low + i, static_cast<unsigned>(lba >> (8 * i)) & 0xFF);
    }
    out(ata::reg_device, 0xE0);
  }
  void chs(unsigned cylinder, unsigned head, unsigned sector, unsigned count) {
    out(ata::reg_count, count & 0xFF);
    out(ata::reg_lba_low, sector);
    out(ata::reg_lba_mid, cylinder & 0xFF);
    out(ata::reg_lba_high, cylinder >> 8);
    out(ata::reg_device, 0xA0 | head);
  }
  /// A command, and time until BSY falls or the disk can no longer fall by itself.
  void command(unsigned code) {
    out(ata::reg_command, code);
    settle();
  }
  void settle() {
    while ((alternate() & ata::status_bsy) != 0 && disk.next_event() != instant::never()) {
      now = disk.next_event();
      disk.advance_to(now);
    }
  }
  std::vector<std::byte> take(std::size_t bytes, unsigned width = 2) {
    std::vector<std::byte> data;
    while (data.size() < bytes) {
      const std::uint32_t value = disk.read(ata::reg_data, width, now);
      for (unsigned i = 0; i < width; ++i) data.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
    return data;
  }
  void give(std::span<const std::byte> data, unsigned width = 2) {
    for (std::size_t at = 0; at < data.size(); at += width) {
      std::uint32_t value = 0;
      for (unsigned i = 0; i < width; ++i) value |= std::to_integer<std::uint32_t>(data[at + i]) << (8 * i);
      disk.write(ata::reg_data, width, value, now);
    }
  }

  ata_disk disk;
  level_probe irq;
  instant now{};
};

inline std::vector<std::byte> pattern(std::size_t size, unsigned seed) {
  std::vector<std::byte> data(size);
  for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<std::byte>((i * 7 + i / 256 + seed) & 0xFF);
  return data;
}

}  // namespace trapline::devices::test
