/// Creative's ADPCM of 2, 2.6 and 4 bits a sample, to eight bits without sign. A code is a sign and a
/// magnitude; the step doubles after a large magnitude and halves after none.
#pragma once

#include <array>
#include <cstdint>

namespace trapline::devices {

enum class adpcm : std::uint8_t { none, two_bits, two_and_six_tenths, four_bits };

struct adpcm_state {
  std::uint8_t sample;  ///< the last one: the reference
  std::uint8_t step;    ///< as a power of two
};

template <typename Members>
void describe(Members& m, adpcm_state& s) {
  m("sample", s.sample);
  m("step", s.step);
}

/// How many samples a byte holds.
unsigned samples_in_byte(adpcm);
/// Decodes one byte; the first samples_in_byte() values count.
std::array<std::uint8_t, 4> decode(adpcm, adpcm_state&, std::uint8_t byte);

}  // namespace trapline::devices
