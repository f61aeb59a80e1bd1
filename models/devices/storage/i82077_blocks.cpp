/// A block between the host, the buffer and the medium: by DMA in one go, or a byte at a time through
/// the FIFO (data sheet, section 4.2: without FIFO one byte, with it sixteen and a threshold).
#include <algorithm>

#include "models/devices/storage/i82077.h"

namespace trapline::devices {

using namespace fdc;

/// @returns false if the host did not serve the request: the command has ended then.
bool i82077::move_by_dma(bool to_memory, instant at) {
  const auto block = std::span(state_.buffer).first(state_.block_bytes);
  dma_channel::result r{0, false};
  if (dma_ != nullptr && (state_.dor & dor_dmagate) != 0) {
    dma_->set_request(true);
    r = dma_->transfer(block, to_memory, at);
    dma_->set_request(false);
  }
  if (r.terminal_count) state_.last_transfer = true;
  if (r.moved < block.size() && !r.terminal_count) {
    state_.st1 |= st1_overrun;
    finish(st0_abnormal, at);
    return false;
  }
  // What terminal count leaves of a written sector is zeros.
  if (!to_memory) std::fill(block.begin() + static_cast<std::ptrdiff_t>(r.moved), block.end(), std::byte{0});
  return true;
}

unsigned i82077::fifo_size() const { return (state_.configuration & conf_no_fifo) != 0 ? 1 : 16; }

/// How many of the block's bytes have passed the head.
unsigned i82077::passed(instant at) const {
  if (!parameters_.mechanical) return writes() ? state_.moved : state_.block_bytes;
  if (at < state_.passing_from) return 0;
  const std::uint64_t n = (at - state_.passing_from).picoseconds() / byte_time().picoseconds();
  return static_cast<unsigned>(std::min<std::uint64_t>(n, state_.block_bytes));
}

void i82077::begin_host_block(instant from, instant at) {
  state_.by_host = true;
  state_.requesting = false;
  state_.moved = 0;
  state_.passing_from = from;
  watch_host_block(at);
}

/// Bytes in the FIFO when the host is asked again: that many free for reads, that many left for writes.
unsigned i82077::fifo_threshold() const {
  return fifo_size() == 1 ? 0 : std::min((state_.configuration & conf_threshold) + 1U, fifo_size() - 1);
}

/// After a byte passed or was moved: request, end of block, overrun.
void i82077::watch_host_block(instant at) {
  if (!state_.by_host) return;
  const unsigned moved = state_.moved;
  // A data rate changed in between cannot take bytes back.
  const unsigned gone = to_host() ? std::max(passed(at), moved) : passed(at);
  const bool late = to_host() ? gone > moved + fifo_size() : gone > moved;
  if (late) {
    state_.st1 |= st1_overrun;
    return finish(st0_abnormal, at);
  }
  if (moved == state_.block_bytes && gone == state_.block_bytes) {
    state_.by_host = state_.requesting = false;
    drive_irq(at);
    return to_host() ? sector_done(at) : block_given(at);
  }
  if (to_host()) {
    const unsigned held = gone - moved;
    if (held == 0)
      state_.requesting = false;
    else if (held >= fifo_size() - fifo_threshold() || gone == state_.block_bytes)
      state_.requesting = true;
  } else {
    const unsigned held = moved - gone;
    if (held >= fifo_size() || moved == state_.block_bytes)
      state_.requesting = false;
    else if (held <= fifo_threshold())
      state_.requesting = true;
  }
  drive_irq(at);
}

/// When the next byte passes that changes the request or comes too late.
instant i82077::next_of_host_block() const {
  if (!state_.by_host || !parameters_.mechanical) return instant::never();
  const unsigned moved = state_.moved, block = state_.block_bytes;
  const auto when = [&](unsigned count) { return state_.passing_from + byte_time() * count; };
  if (to_host()) {
    if (!state_.requesting) return when(std::min(moved + fifo_size() - fifo_threshold(), block));
    return moved + fifo_size() < block ? when(moved + fifo_size() + 1) : instant::never();
  }
  if (moved == block) return when(block);
  return state_.requesting ? when(moved + 1) : when(moved - fifo_threshold());
}

void i82077::start_medium(block_request::kind what, std::uint64_t lba, instant at) {
  state_.medium_task = what;
  state_.lba = lba;
  state_.in_flight = true;
  const block_request request{what, lba, state_.buffer};
  // A disk that was taken out in the midst of it is a defect.
  const auto outcome = disks_[state_.unit] ? disks_[state_.unit]->medium->start(request, at, *this)
                                           : std::optional<block_medium::outcome>{{false, {}}};
  if (!outcome) return;
  state_.in_flight = false;
  state_.medium_ok = outcome->ok;
  state_.next = task::medium_done;
  state_.due = at + outcome->takes;
}

void i82077::transfer_done(bool ok, instant at) {
  if (!state_.in_flight) return;
  state_.in_flight = false;
  if (state_.given_up) {
    state_.given_up = false;
    if (state_.start_waits) search(at);
  } else {
    state_.medium_ok = ok;
    state_.next = task::medium_done;
    state_.due = at;
  }
  advance_to(at);
}

bool i82077::deleted_mark(std::uint64_t lba) const {
  const auto& bits = state_.drives[state_.unit].deleted;
  return lba / 8 < bits.size() && (bits[lba / 8] >> (lba % 8) & 1) != 0;
}

void i82077::mark(std::uint64_t lba, bool deleted) {
  auto& bits = drive().deleted;
  if (lba / 8 >= bits.size()) return;
  const auto bit = static_cast<std::uint8_t>(1U << lba % 8);
  bits[lba / 8] = static_cast<std::uint8_t>(deleted ? bits[lba / 8] | bit : bits[lba / 8] & ~bit);
}

}  // namespace trapline::devices
