#include "models/devices/sound/creative_adpcm.h"

#include <algorithm>

namespace trapline::devices {

namespace {

/// @param magnitude_bits of the code, which has a sign bit above them
std::uint8_t next(adpcm_state& s, unsigned code, unsigned magnitude_bits, unsigned largest_step,
                  unsigned grows_from) {
  const unsigned magnitude = code & ((1U << magnitude_bits) - 1);
  int change = static_cast<int>((magnitude << s.step) + ((1U << s.step) >> 1));
  // The largest step of the codes with two bits of magnitude is five times the smallest's half, not eight.
  if (magnitude_bits == 2 && s.step == 4) change = static_cast<int>(5 * (2 * magnitude + 1));
  if ((code >> magnitude_bits & 1U) != 0) change = -change;
  s.sample = static_cast<std::uint8_t>(std::clamp(s.sample + change, 0, 255));
  if (magnitude >= grows_from && s.step < largest_step)
    ++s.step;
  else if (magnitude == 0 && s.step > 0)
    --s.step;
  return s.sample;
}

}  // namespace

unsigned samples_in_byte(adpcm kind) {
  constexpr std::array<unsigned, 4> samples{1, 4, 3, 2};
  return samples[static_cast<unsigned>(kind)];
}

std::array<std::uint8_t, 4> decode(adpcm kind, adpcm_state& s, std::uint8_t byte) {
  std::array<std::uint8_t, 4> out{byte};
  switch (kind) {
    case adpcm::none:
      break;
    case adpcm::two_bits:
      for (unsigned i = 0; i < 4; ++i) out[i] = next(s, byte >> (6 - 2 * i) & 3U, 1, 5, 1);
      break;
    case adpcm::two_and_six_tenths:
      out[0] = next(s, byte >> 5U, 2, 4, 3);
      out[1] = next(s, byte >> 2U & 7U, 2, 4, 3);
      out[2] = next(s, (byte & 3U) << 1, 2, 4, 3);
      break;
    case adpcm::four_bits:
      out[0] = next(s, byte >> 4U, 3, 3, 5);
      out[1] = next(s, byte & 0x0FU, 3, 3, 5);
      break;
  }
  return out;
}

}  // namespace trapline::devices
