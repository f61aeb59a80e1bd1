/// Data blocks between the host, the buffer and the medium, and the addresses they carry.
#include <algorithm>

#include "models/devices/storage/ata_disk.h"

namespace trapline::devices {

using namespace ata;
using phase = ata_state::phase;
using ending = ata_state::ending;
using addressing = ata_state::addressing;

namespace {
/// From a write command, or a block taken, until the buffer can take one.
constexpr duration buffer_time = duration::us(1);
}  // namespace

/// The sector that the registers name; nothing where the drive has no such sector.
std::optional<std::uint64_t> ata_disk::addressed() const {
  const auto byte = [](std::uint8_t value, unsigned shift) { return std::uint64_t{value} << shift; };
  const std::uint64_t low =
      byte(state_.lba_low.current, 0) | byte(state_.lba_mid.current, 8) | byte(state_.lba_high.current, 16);
  std::uint64_t lba = 0;
  if (state_.address_by == addressing::lba48) {
    lba = low | byte(state_.lba_low.previous, 24) | byte(state_.lba_mid.previous, 32) |
          byte(state_.lba_high.previous, 40);
  } else if (state_.address_by == addressing::lba28) {
    lba = low | byte(state_.device & 0x0F, 24);
  } else {
    const ata_geometry& g = state_.settings.translation;
    const std::uint8_t sector = state_.lba_low.current;
    const unsigned head = state_.device & 0x0FU;
    const unsigned cylinder = state_.lba_mid.current | unsigned{state_.lba_high.current} << 8;
    if (sector == 0 || sector > g.sectors || head >= g.heads || cylinder >= g.cylinders) return std::nullopt;
    lba = (std::uint64_t{cylinder} * g.heads + head) * g.sectors + sector - 1;
  }
  if (lba >= medium_.sectors()) return std::nullopt;
  return lba;
}

void ata_disk::take_count() {
  const unsigned low = state_.count.current;
  if (state_.address_by == addressing::lba48) {
    const unsigned n = low | unsigned{state_.count.previous} << 8;
    state_.remaining = n == 0 ? 65536 : n;
  } else {
    state_.remaining = low == 0 ? 256 : low;
  }
}

/// Shows `lba` in the registers, in the form that the command used.
void ata_disk::post_address(std::uint64_t lba) {
  const auto byte = [&](unsigned shift) { return static_cast<std::uint8_t>(lba >> shift); };
  const auto nibble = [&](std::uint64_t value) {
    state_.device = static_cast<std::uint8_t>((state_.device & 0xF0) | (value & 0x0F));
  };
  if (state_.address_by == addressing::chs) {
    const ata_geometry& g = state_.settings.translation;
    const std::uint64_t track = lba / g.sectors;
    const std::uint64_t cylinder = track / g.heads;
    state_.lba_low.current = static_cast<std::uint8_t>(lba % g.sectors + 1);
    state_.lba_mid.current = static_cast<std::uint8_t>(cylinder);
    state_.lba_high.current = static_cast<std::uint8_t>(cylinder >> 8);
    return nibble(track % g.heads);
  }
  state_.lba_low.current = byte(0);
  state_.lba_mid.current = byte(8);
  state_.lba_high.current = byte(16);
  if (state_.address_by == addressing::lba28) return nibble(lba >> 24);
  state_.lba_low.previous = byte(24);
  state_.lba_mid.previous = byte(32);
  state_.lba_high.previous = byte(40);
}

unsigned ata_disk::sectors_per_block() const {
  switch (state_.command) {
    case cmd_read_multiple:
    case cmd_read_multiple_ext:
    case cmd_write_multiple:
    case cmd_write_multiple_ext:
      return state_.settings.multiple;
    case cmd_verify:
    case cmd_verify_no_retry:
    case cmd_verify_ext:
      return ata_largest_multiple;
    default:
      return 1;
  }
}

void ata_disk::next_block(instant now) {
  if (state_.lba >= medium_.sectors()) {
    post_address(state_.lba);
    return abort(error_idnf, now);
  }
  const std::uint64_t n = std::min(
      {std::uint64_t{state_.remaining}, std::uint64_t{sectors_per_block()}, medium_.sectors() - state_.lba});
  const bool first = state_.block_sectors == 0;
  state_.block_sectors = static_cast<std::uint8_t>(n);
  state_.block_bytes = static_cast<std::uint16_t>(n * sector_bytes);
  switch (state_.command) {
    case cmd_write:
    case cmd_write_no_retry:
    case cmd_write_ext:
    case cmd_write_multiple:
    case cmd_write_multiple_ext:
      return stay_busy(buffer_time, first ? ending::first_block_wanted : ending::block_wanted, now);
    case cmd_verify:
    case cmd_verify_no_retry:
    case cmd_verify_ext:
      return start_medium(block_request::kind::read, ending::verified, now);
    default:
      return start_medium(block_request::kind::read, ending::block_read, now);
  }
}

/// Counts the block in the buffer as moved and shows where the command stands.
void ata_disk::count_block() {
  state_.lba += state_.block_sectors;
  state_.remaining -= state_.block_sectors;
  post_address(state_.lba - 1);
  state_.count = {static_cast<std::uint8_t>(state_.remaining),
                  static_cast<std::uint8_t>(state_.remaining >> 8)};
}

void ata_disk::block_drained(instant now) {
  if (state_.command == cmd_identify) {
    state_.now_in = phase::idle;
    return;
  }
  count_block();
  if (state_.remaining > 0) return next_block(now);
  state_.now_in = phase::idle;
}

/// The end of BSY after a block was written or verified.
void ata_disk::block_stored(instant at) {
  if (!state_.medium_ok) {
    post_address(state_.lba);
    if (state_.then == ending::verified) return fail(error_unc, at);
    fail(error_abrt, at);
    state_.flags |= status_df;
    return;
  }
  const bool written = state_.then == ending::block_written;
  count_block();
  if (state_.remaining == 0) {
    if (written && !state_.settings.write_cache)
      return start_medium(block_request::kind::flush, ending::flushed, at);
    return complete(at);
  }
  next_block(at);
}

std::uint32_t ata_disk::read_data(unsigned width, instant now) {
  const std::uint32_t nothing = ~std::uint32_t{0} >> (32 - 8 * width);
  if (state_.now_in != phase::data_in || absent_selected()) return nothing;
  std::uint32_t value = 0;
  for (unsigned i = 0; i < width; ++i) {
    const bool there = state_.position < state_.block_bytes;
    const auto byte = there ? std::to_integer<std::uint32_t>(state_.buffer[state_.position++]) : 0xFFU;
    value |= byte << (8 * i);
  }
  if (state_.position == state_.block_bytes) block_drained(now);
  return value;
}

void ata_disk::write_data(unsigned width, std::uint32_t value, instant now) {
  if (state_.now_in != phase::data_out || absent_selected()) return;
  for (unsigned i = 0; i < width && state_.position < state_.block_bytes; ++i)
    state_.buffer[state_.position++] = static_cast<std::byte>(value >> (8 * i));
  if (state_.position == state_.block_bytes)
    start_medium(block_request::kind::write, ending::block_written, now);
}

void ata_disk::start_medium(block_request::kind task, ending then, instant now) {
  state_.medium_task = task;
  state_.then = then;
  state_.now_in = phase::at_medium;
  state_.in_flight = true;
  const bool moves = task != block_request::kind::flush;
  const block_request request{task, moves ? state_.lba : 0,
                              std::span(state_.buffer).first(moves ? state_.block_bytes : 0)};
  if (const auto outcome = medium_.start(request, now, *this)) {
    state_.in_flight = false;
    state_.medium_ok = outcome->ok;
    stay_busy(outcome->takes, then, now);
  }
}

void ata_disk::transfer_done(bool ok, instant at) {
  if (!state_.in_flight) return;
  state_.in_flight = false;
  if (state_.seen < at) state_.seen = at;
  state_.medium_ok = ok;
  // A reset came in between: BSY lasts until both are over.
  if (state_.now_in == phase::at_medium) end_of_busy(at);
}

}  // namespace trapline::devices
