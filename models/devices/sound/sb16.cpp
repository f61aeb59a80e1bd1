/// Ports, interrupts, reset, and the MPU-401.
#include "models/devices/sound/sb16.h"

#include <algorithm>
#include <stdexcept>

namespace trapline::devices {

namespace {

constexpr unsigned mixer_index = 0x4, mixer_data = 0x5, dsp_reset = 0x6, dsp_read = 0xA, dsp_write = 0xC;
constexpr unsigned dsp_read_status = 0xE, acknowledge_words = 0xF, mpu_data = 0x10, mpu_status = 0x11;
constexpr std::uint8_t open_bus = 0xFF, status_set = 0x80, status_clear = 0x7F;
constexpr std::uint8_t dsp_ready = 0xAA;
constexpr duration reset_time = duration::us(100);
constexpr sample_rate power_on_rate{22'050, 1};

constexpr std::uint8_t mpu_acknowledge = 0xFE, mpu_reset = 0xFF, mpu_enter_uart = 0x3F;
constexpr std::uint8_t mpu_nothing_to_read = 0x80, mpu_unused = 0x3F;
constexpr std::uint8_t most_mpu_answers = 16;

constexpr std::array<unsigned, 4> irq_numbers{2, 5, 7, 10};

}  // namespace

sb16::sb16(std::uint16_t first_port, std::uint16_t mpu_port)
    : windows_{{{static_cast<std::uint16_t>(first_port + mixer_index), 3, mixer_index},
                {static_cast<std::uint16_t>(first_port + dsp_read), 1, dsp_read},
                {static_cast<std::uint16_t>(first_port + dsp_write), 4, dsp_write},
                {mpu_port, 2, mpu_data}}} {
  mixer_.power_on();
  reset(instant{});
}

output_line& sb16::irq(unsigned number) {
  const auto at = std::ranges::find(irq_numbers, number);
  if (at == irq_numbers.end()) throw std::out_of_range("no such interrupt of a Sound Blaster");
  return irqs_[static_cast<std::size_t>(at - irq_numbers.begin())];
}

void sb16::reset(instant now) {
  reset_dsp(now);
  state_.in_reset = false;
  state_.ready_at = instant::never();
  state_.output_rate = state_.input_rate = power_on_rate;
  state_.mpu_uart = false;
  state_.mpu_answers = 0;
  settle(now);
}

void sb16::reset_dsp(instant now) {
  stop();
  state_.wanted = state_.received = 0;
  state_.answer_count = 0;
  state_.speaker_on = state_.midi_uart = false;
  state_.identification = dsp_ready;
  state_.identification_count = 0;
  state_.block_length = 0x800;
  acknowledge(ct1745::eight_bits | ct1745::sixteen_bits, now);
}

std::uint32_t sb16::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  switch (reg) {
    case mixer_index:
      return state_.mixer.index;
    case mixer_data:
      return mixer_.read();
    case dsp_read:
      return read_answer();
    case dsp_write:
      return state_.in_reset || state_.ready_at != instant::never() ? open_bus : status_clear;
    case dsp_read_status:
      acknowledge(ct1745::eight_bits, now);
      return state_.answer_count > 0 ? open_bus : status_clear;
    case acknowledge_words:
      acknowledge(ct1745::sixteen_bits, now);
      return open_bus;
    case mpu_data:
    case mpu_status: {
      const std::uint8_t value = read_mpu(reg);
      settle(now);
      return value;
    }
    default:
      return open_bus;
  }
}

void sb16::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  const auto byte = static_cast<std::uint8_t>(value);
  switch (reg) {
    case mixer_index:
      state_.mixer.index = byte;
      break;
    case mixer_data: {
      // A channel that is no longer chosen is not asked any more.
      dma_channel* const before = channel();
      mixer_.write(byte);
      if (before != nullptr && before != channel()) before->set_request(false);
      break;
    }
    case dsp_reset: {
      const bool high = (byte & 1) != 0;
      if (high) reset_dsp(now);
      if (state_.in_reset && !high) state_.ready_at = now + reset_time;
      if (high) state_.ready_at = instant::never();
      state_.in_reset = high;
      break;
    }
    case dsp_write:
      if (!state_.in_reset && state_.ready_at == instant::never()) take(byte, now);
      break;
    case mpu_data:
    case mpu_status:
      write_mpu(reg, byte);
      break;
    default:
      break;
  }
  settle(now);
}

std::uint8_t sb16::read_answer() {
  auto& s = state_;
  if (s.answer_count == 0) return s.last_answer;
  s.last_answer = s.answers[0];
  std::copy(s.answers.begin() + 1, s.answers.begin() + s.answer_count, s.answers.begin());
  --s.answer_count;
  return s.last_answer;
}

std::uint8_t sb16::read_mpu(unsigned reg) {
  if (reg == mpu_status) return state_.mpu_answers > 0 ? mpu_unused : mpu_unused | mpu_nothing_to_read;
  if (state_.mpu_answers == 0) return open_bus;
  if (--state_.mpu_answers == 0) state_.mixer.interrupts &= static_cast<std::uint8_t>(~ct1745::mpu_401);
  return mpu_acknowledge;
}

void sb16::write_mpu(unsigned reg, std::uint8_t value) {
  if (reg == mpu_data) return;  // to a MIDI instrument that is not there
  // In UART mode the one command there is takes it back, without an answer.
  if (state_.mpu_uart) {
    if (value == mpu_reset) state_.mpu_uart = false;
    return;
  }
  if (value != mpu_reset && value != mpu_enter_uart) return;
  state_.mpu_uart = value == mpu_enter_uart;
  if (state_.mpu_answers < most_mpu_answers) ++state_.mpu_answers;
  state_.mixer.interrupts |= ct1745::mpu_401;
}

void sb16::interrupt(std::uint8_t sources, instant at) {
  if ((state_.mixer.interrupts & sources) != 0) ++state_.counters.late;
  state_.mixer.interrupts |= sources;
  settle(at);
}

void sb16::acknowledge(std::uint8_t source, instant now) {
  state_.mixer.interrupts &= static_cast<std::uint8_t>(~source);
  settle(now);
}

void sb16::settle(instant at) {
  const auto chosen = mixer_.irq();
  for (std::size_t i = 0; i < irqs_.size(); ++i)
    irqs_[i].set(state_.mixer.interrupts != 0 && chosen == irq_numbers[i], at);
}

void sb16::state_restored() {
  const auto chosen = mixer_.irq();
  for (std::size_t i = 0; i < irqs_.size(); ++i)
    irqs_[i].restore(state_.mixer.interrupts != 0 && chosen == irq_numbers[i]);
}

}  // namespace trapline::devices
