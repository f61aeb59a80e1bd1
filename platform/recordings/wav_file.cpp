#include "platform/recordings/wav_file.h"

#include <algorithm>

#include "platform/recordings/little_endian.h"

namespace trapline {

std::string wav_of(std::span<const stereo_sample> samples, std::uint32_t samples_per_second) {
  constexpr std::uint32_t sample_bytes = sizeof(stereo_sample), header_bytes = 44;
  constexpr std::size_t most = (0xFFFFFFFF - header_bytes) / sample_bytes;
  samples = samples.first(std::min(samples.size(), most));
  const std::size_t data_bytes = samples.size() * sample_bytes;
  std::string file{"RIFF"};
  file.reserve(header_bytes + data_bytes);
  append_number(file, header_bytes - 8 + data_bytes, 4);
  file += "WAVEfmt ";
  append_number(file, 16, 4);  // of the format's description
  append_number(file, 1, 2);   // PCM
  append_number(file, 2, 2);   // channels
  append_number(file, samples_per_second, 4);
  append_number(file, std::uint64_t{samples_per_second} * sample_bytes, 4);
  append_number(file, sample_bytes, 2);
  append_number(file, 16, 2);  // bits
  file += "data";
  append_number(file, data_bytes, 4);
  for (const stereo_sample& s : samples)
    for (const std::int16_t level : s) append_number(file, static_cast<std::uint16_t>(level), 2);
  return file;
}

}  // namespace trapline
