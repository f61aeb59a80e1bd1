#include "models/devices/system/system_control_b.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t speaker_bit = 0x02;
// Bits 2 and 3 switch off parity and channel checks: kept, and read back.
constexpr std::uint8_t written_bits = 0x0F;
constexpr std::uint8_t refresh_bit = 0x10;
constexpr std::uint8_t out2_bit = 0x20;

constexpr std::uint64_t clocks_per_refresh = 18;
constexpr unsigned speaker_channel = 2;

}  // namespace

system_control_b::system_control_b(i8254& timer) : timer_{timer} {
  gate2_.connect(timer_.gate(speaker_channel));
  timer_.observe(*this);
}

std::uint32_t system_control_b::read(unsigned, unsigned, instant now) {
  timer_.advance_to(now);
  const bool refresh = i8254::clock.edges_by(now).count() / clocks_per_refresh % 2 != 0;
  return static_cast<std::uint32_t>(state_.latch | (refresh ? refresh_bit : 0) |
                                    (timer_.out(speaker_channel).high() ? out2_bit : 0));
}

void system_control_b::write(unsigned, unsigned, std::uint32_t value, instant now) {
  state_.latch = value & written_bits;
  advance_to(now);
  if (listener_ != nullptr) timer_.advance_to(now);
  hear_tone(now);
}

void system_control_b::advance_to(instant now) { gate2_.set((state_.latch & gate_bit) != 0, now); }

void system_control_b::programmed(unsigned counter, instant at) {
  if (counter == speaker_channel) hear_tone(at);
}

void system_control_b::hear_tone(instant at) {
  const bool sounds = (state_.latch & (gate_bit | speaker_bit)) == (gate_bit | speaker_bit);
  const std::uint32_t tone = sounds ? timer_.period(speaker_channel) : 0;
  if (tone != state_.tone) ++state_.tone_changes;
  state_.tone = tone;
  if (listener_ == nullptr) return;
  const bool out = (state_.latch & speaker_bit) != 0 && timer_.out(speaker_channel).high();
  listener_->moved(out, tone, at);
}

std::uint64_t system_control_b::tone_millihertz() const {
  if (state_.tone == 0) return 0;
  return i8254::clock.numerator_hz() * 1000 / (i8254::clock.denominator() * state_.tone);
}

}  // namespace trapline::devices
