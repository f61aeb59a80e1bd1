/// The DSP's commands (programming guide, chapter 6).
#include <algorithm>
#include <string_view>

#include "models/devices/sound/sb16.h"

namespace trapline::devices {

namespace {

using kind = sb16_transfer::kind;

constexpr std::uint8_t version_major = 4, version_minor = 5;
constexpr std::uint32_t slowest = 5'000, fastest = 45'000;

/// How many bytes follow a command.
unsigned arguments_of(std::uint8_t command) {
  if (command >= 0xB0 && command <= 0xCF) return 3;
  switch (command) {
    case 0x05:
    case 0x0E:
    case 0x14:
    case 0x16:
    case 0x17:
    case 0x24:
    case 0x41:
    case 0x42:
    case 0x48:
    case 0x74:
    case 0x75:
    case 0x76:
    case 0x77:
    case 0x80:
      return 2;
    case 0x04:
    case 0x0F:
    case 0x10:
    case 0x38:
    case 0x40:
    case 0xE0:
    case 0xE2:
    case 0xE4:
      return 1;
    default:
      return 0;
  }
}

std::int16_t from_unsigned(std::uint8_t sample) { return static_cast<std::int16_t>((sample - 0x80) * 0x100); }

}  // namespace

void sb16::take(std::uint8_t byte, instant now) {
  auto& s = state_;
  if (s.midi_uart) return;  // to a MIDI instrument that is not there
  if (s.wanted == 0) {
    s.command = byte;
    s.received = 0;
    s.wanted = static_cast<std::uint8_t>(arguments_of(byte));
  } else {
    s.arguments[s.received++] = byte;
  }
  if (s.received < s.wanted) return;
  s.wanted = 0;
  execute(now);
}

void sb16::answer(std::uint8_t byte) {
  if (state_.answer_count < state_.answers.size()) state_.answers[state_.answer_count++] = byte;
}

void sb16::execute(instant now) {
  auto& s = state_;
  const auto& a = s.arguments;
  // A length is one less than what it counts.
  const std::uint32_t length = (a[0] | static_cast<std::uint32_t>(a[1]) << 8) + 1;
  if (s.command >= 0xB0 && s.command <= 0xCF) return begin_dsp_4(now);
  switch (s.command) {
    case 0x10: {
      const std::int16_t level = from_unsigned(a[0]);
      ++s.counters.samples;
      return convert(level, level, now);
    }
    case 0x14:
      return begin(kind::output, length, false, now);
    case 0x16:
    case 0x17:
      return begin_adpcm(adpcm::two_bits, s.command == 0x17, false, now);
    case 0x1C:
    case 0x90:
      return begin(kind::output, s.block_length, true, now);
    case 0x1F:
      return begin_adpcm(adpcm::two_bits, true, true, now);
    case 0x20:
      return answer(0x80);  // silence at the microphone
    case 0x24:
      return begin(kind::input, length, false, now);
    case 0x2C:
    case 0x98:
      return begin(kind::input, s.block_length, true, now);
    case 0x34:
    case 0x35:
    case 0x36:
    case 0x37:
      s.midi_uart = true;
      return;
    case 0x40:
      s.output_rate = s.input_rate = {1'000'000, 256U - a[0]};
      return;
    case 0x41:
      s.output_rate = {std::clamp(static_cast<std::uint32_t>(a[0] << 8 | a[1]), slowest, fastest), 1};
      return;
    case 0x42:
      s.input_rate = {std::clamp(static_cast<std::uint32_t>(a[0] << 8 | a[1]), slowest, fastest), 1};
      return;
    case 0x45:
    case 0x47:
      s.transfer.last_block = false;
      return;
    case 0x48:
      s.block_length = length;
      return;
    case 0x74:
    case 0x75:
      return begin_adpcm(adpcm::four_bits, s.command == 0x75, false, now);
    case 0x76:
    case 0x77:
      return begin_adpcm(adpcm::two_and_six_tenths, s.command == 0x77, false, now);
    case 0x7D:
      return begin_adpcm(adpcm::four_bits, true, true, now);
    case 0x7F:
      return begin_adpcm(adpcm::two_and_six_tenths, true, true, now);
    case 0x80:
      return begin(kind::silence, length, false, now);
    case 0x91:
      return begin(kind::output, s.block_length, false, now);
    case 0x99:
      return begin(kind::input, s.block_length, false, now);
    case 0xD0:
      return set_paused(false, true, now);
    case 0xD1:
      s.speaker_on = true;
      return;
    case 0xD3:
      s.speaker_on = false;
      return;
    case 0xD4:
      return set_paused(false, false, now);
    case 0xD5:
      return set_paused(true, true, now);
    case 0xD6:
      return set_paused(true, false, now);
    case 0xD8:
      return answer(s.speaker_on ? 0xFF : 0x00);
    case 0xD9:
    case 0xDA:
      s.transfer.last_block = true;
      return;
    case 0xE0:
      return answer(static_cast<std::uint8_t>(~a[0]));
    case 0xE1:
      answer(version_major);
      return answer(version_minor);
    case 0xE2:
      return identify_dma(a[0], now);
    case 0xE3:
      for (const char c : std::string_view{"COPYRIGHT (C) CREATIVE TECHNOLOGY LTD, 1992."})
        answer(static_cast<std::uint8_t>(c));
      return answer(0);
    case 0xE4:
      s.test_register = a[0];
      return;
    case 0xE8:
      return answer(s.test_register);
    case 0xF2:
      return interrupt(ct1745::eight_bits, now);
    case 0xF3:
      return interrupt(ct1745::sixteen_bits, now);
    case 0xF8:
      return answer(0);
    default:
      return;
  }
}

/// Bxh and Cxh: 16 and 8 bits, a mode byte before the length.
void sb16::begin_dsp_4(instant now) {
  auto& s = state_;
  const std::uint8_t mode = s.arguments[0];
  const std::uint32_t length = (s.arguments[1] | static_cast<std::uint32_t>(s.arguments[2]) << 8) + 1;
  begin((s.command & 0x08) != 0 ? kind::input : kind::output, length, (s.command & 0x04) != 0, now);
  s.transfer.words = s.command < 0xC0;
  s.transfer.stereo = (mode & 0x20) != 0;
  s.transfer.has_sign = (mode & 0x10) != 0;
  refill(now);
}

void sb16::begin(sb16_transfer::kind what, std::uint32_t length, bool again, instant now) {
  auto& s = state_;
  stop();
  s.transfer = {};
  s.transfer.what = what;
  s.transfer.again = again;
  s.transfer.length = s.transfer.left = length;
  s.transfer.rate = what == kind::input ? s.input_rate : s.output_rate;
  s.transfer.origin = now;
  // The two commands with a mode byte have yet to say how their samples look.
  if (s.command < 0xB0 || s.command > 0xCF) refill(now);
}

void sb16::begin_adpcm(adpcm coding, bool with_reference, bool again, instant now) {
  auto& s = state_;
  const std::uint32_t given = (s.arguments[0] | static_cast<std::uint32_t>(s.arguments[1]) << 8) + 1;
  const adpcm_state before = s.transfer.decoder;
  stop();
  s.transfer = {};
  s.transfer.what = kind::output;
  s.transfer.coding = coding;
  s.transfer.wants_reference = with_reference;
  s.transfer.decoder = before;
  s.transfer.again = again;
  s.transfer.length = s.transfer.left = again ? s.block_length : given;
  s.transfer.rate = s.output_rate;
  s.transfer.origin = now;
  refill(now);
}

void sb16::set_paused(bool words, bool paused, instant now) {
  sb16_transfer& t = state_.transfer;
  if (t.what == kind::none || t.words != words || t.paused == paused) return;
  t.paused = paused;
  if (dma_channel* c = channel()) c->set_request(!paused);
  if (paused) return;
  t.origin = now;
  t.periods = 0;
}

/// Writes, by DMA, a byte that follows from all values so far: how Creative's programs find the channel.
void sb16::identify_dma(std::uint8_t value, instant now) {
  constexpr std::array<std::array<int, 9>, 4> weights{
      {{0x01, -0x02, -0x04, 0x08, -0x10, 0x20, 0x40, -0x80, -106},
       {-0x01, 0x02, -0x04, 0x08, 0x10, -0x20, 0x40, -0x80, 165},
       {-0x01, 0x02, 0x04, -0x08, 0x10, -0x20, -0x40, 0x80, -151},
       {0x01, -0x02, 0x04, -0x08, -0x10, 0x20, -0x40, 0x80, 90}}};
  const auto& row = weights[state_.identification_count % 4U];
  int sum = state_.identification + row[8];
  for (unsigned bit = 0; bit < 8; ++bit)
    if ((value >> bit & 1U) != 0) sum += row[bit];
  state_.identification = static_cast<std::uint8_t>(sum);
  ++state_.identification_count;
  stop();
  std::array<std::byte, 1> byte{static_cast<std::byte>(state_.identification)};
  move(byte, true, now);
}

}  // namespace trapline::devices
