/// Samples as a WAV file: RIFF, linear PCM of 16 bits in stereo.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace trapline {

using stereo_sample = std::array<std::int16_t, 2>;

/// The file's bytes. A recording that does not fit into a WAV's 4 GiB is cut off there.
std::string wav_of(std::span<const stereo_sample>, std::uint32_t samples_per_second);

}  // namespace trapline
