/// What happens at the sample clock's pace: periods, frames, blocks and their interrupts.
#include <algorithm>

#include "models/devices/sound/sb16.h"

namespace trapline::devices {

namespace {

using kind = sb16_transfer::kind;

std::int16_t level_of(std::span<const std::uint8_t> bytes, bool words, bool has_sign) {
  unsigned sample =
      words ? bytes[0] | static_cast<unsigned>(bytes[1]) << 8 : static_cast<unsigned>(bytes[0]) << 8;
  if (!has_sign) sample ^= 0x8000;
  return static_cast<std::int16_t>(sample);
}

}  // namespace

instant sb16::period_end(std::uint64_t n) const {
  const sb16_transfer& t = state_.transfer;
  return t.origin + clock_domain{t.rate.numerator, t.rate.denominator}.span(cycles{n});
}

unsigned sb16::frame_bytes() const { return sample_bytes() * (state_.transfer.stereo ? 2 : 1); }

std::uint32_t sb16::frames_ready() const {
  const sb16_transfer& t = state_.transfer;
  if (t.coding == adpcm::none) return t.fifo_bytes / frame_bytes();
  const unsigned codes = t.fifo_bytes - (t.wants_reference && t.fifo_bytes > 0 ? 1U : 0U);
  return t.decoded_samples + codes * samples_in_byte(t.coding);
}

/// Periods that may pass before the DMA controller is asked again or a block ends.
std::uint64_t sb16::periods_until_work() const {
  const sb16_transfer& t = state_.transfer;
  std::uint64_t periods = 1;
  if (t.what == kind::silence) {
    periods = t.left;
  } else if (t.what == kind::output) {
    periods = frames_ready();
  } else {
    const std::size_t wanted = std::min<std::size_t>(t.fifo.size(), std::size_t{t.left} * sample_bytes());
    if (wanted > t.fifo_bytes) periods = (wanted - t.fifo_bytes) / frame_bytes();
  }
  return std::max<std::uint64_t>(periods, 1);
}

instant sb16::next_event() const {
  const sb16_transfer& t = state_.transfer;
  const bool runs = t.what != kind::none && !t.paused;
  return std::min(state_.ready_at, runs ? period_end(t.periods + periods_until_work()) : instant::never());
}

void sb16::advance_to(instant now) {
  const sb16_transfer& t = state_.transfer;
  while (t.what != kind::none && !t.paused) {
    const instant end = period_end(t.periods + 1);
    if (end > now) break;
    pass_period(end);
  }
  if (state_.ready_at <= now) {
    state_.ready_at = instant::never();
    answer(0xAA);
  }
}

void sb16::pass_period(instant at) {
  sb16_transfer& t = state_.transfer;
  ++t.periods;
  if (t.what == kind::silence) {
    convert(0, 0, at);
    if (--t.left == 0) end_block(at);
    return;
  }
  if (t.what == kind::input) return record_frame(at);
  if (frames_ready() > 0) {
    ++state_.counters.samples;
    play_frame(at);
  } else {
    ++state_.counters.starved;
  }
  if (frames_ready() == 0) refill(at);
}

void sb16::play_frame(instant at) {
  sb16_transfer& t = state_.transfer;
  const auto drop = [&t](unsigned bytes) {
    std::copy(t.fifo.begin() + bytes, t.fifo.begin() + t.fifo_bytes, t.fifo.begin());
    t.fifo_bytes = static_cast<std::uint8_t>(t.fifo_bytes - bytes);
  };
  if (t.coding == adpcm::none) {
    const unsigned bytes = sample_bytes();
    const std::span<const std::uint8_t> fifo{t.fifo};
    const std::int16_t left = level_of(fifo, t.words, t.has_sign);
    const std::int16_t right = t.stereo ? level_of(fifo.subspan(bytes), t.words, t.has_sign) : left;
    drop(frame_bytes());
    return convert(left, right, at);
  }
  if (t.wants_reference) {
    t.decoder = {t.fifo[0], 0};
    t.wants_reference = false;
    drop(1);
  }
  if (t.decoded_samples == 0) {
    t.decoded = decode(t.coding, t.decoder, t.fifo[0]);
    t.decoded_samples = static_cast<std::uint8_t>(samples_in_byte(t.coding));
    drop(1);
  }
  const std::uint8_t sample = t.decoded[samples_in_byte(t.coding) - t.decoded_samples];
  --t.decoded_samples;
  const std::int16_t level = level_of(std::span{&sample, 1}, false, false);
  convert(level, level, at);
}

void sb16::convert(std::int16_t left, std::int16_t right, instant at) {
  state_.left = left;
  state_.right = right;
  if (output_ != nullptr) output_->play(left, right, at);
}

/// Nothing is connected: the middle of the range.
void sb16::record_frame(instant at) {
  sb16_transfer& t = state_.transfer;
  for (unsigned i = 0; i < frame_bytes() && t.fifo_bytes < t.fifo.size(); ++i) {
    const bool highest_byte = i % sample_bytes() == sample_bytes() - 1;
    t.fifo[t.fifo_bytes++] = highest_byte && !t.has_sign ? 0x80 : 0x00;
  }
  const std::size_t wanted = std::min<std::size_t>(t.fifo.size(), std::size_t{t.left} * sample_bytes());
  if (t.fifo_bytes >= wanted) refill(at);
}

/// The FIFO and memory: what the block still has and what there is room for, in one burst.
void sb16::refill(instant at) {
  sb16_transfer& t = state_.transfer;
  if (t.what == kind::none || t.what == kind::silence) return;
  if (t.left == 0) end_block(at);
  if (t.what == kind::none) return;
  if (dma_channel* c = channel()) c->set_request(true);
  const bool input = t.what == kind::input;
  const std::size_t room = input ? t.fifo_bytes : t.fifo.size() - t.fifo_bytes;
  const std::size_t units = std::min<std::size_t>(room / sample_bytes(), t.left);
  const auto bytes =
      std::as_writable_bytes(std::span{t.fifo}).subspan(input ? 0 : t.fifo_bytes, units * sample_bytes());
  const std::size_t moved = move(bytes, input, at);
  t.left -= static_cast<std::uint32_t>(moved / sample_bytes());
  if (!input) {
    t.fifo_bytes = static_cast<std::uint8_t>(t.fifo_bytes + moved / sample_bytes() * sample_bytes());
    return;
  }
  if (moved < bytes.size()) ++state_.counters.starved;
  t.fifo_bytes = 0;
  if (t.left == 0) end_block(at);
}

void sb16::end_block(instant at) {
  sb16_transfer& t = state_.transfer;
  const std::uint8_t source = t.words ? ct1745::sixteen_bits : ct1745::eight_bits;
  if (t.again && !t.last_block)
    t.left = t.length;
  else
    stop();
  interrupt(source, at);
}

void sb16::stop() {
  if (dma_channel* c = channel()) c->set_request(false);
  state_.transfer.what = kind::none;
  state_.transfer.paused = false;
}

dma_channel* sb16::channel() const {
  const auto bytes = mixer_.dma_of_bytes();
  const auto words = mixer_.dma_of_words();
  const auto number = state_.transfer.words && words ? words : bytes;
  return number ? dma_[*number] : nullptr;
}

std::size_t sb16::move(std::span<std::byte> bytes, bool to_memory, instant at) {
  dma_channel* c = channel();
  return c == nullptr || bytes.empty() ? 0 : c->transfer(bytes, to_memory, at).moved;
}

}  // namespace trapline::devices
