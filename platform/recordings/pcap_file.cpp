#include "platform/recordings/pcap_file.h"

#include <algorithm>

#include "platform/recordings/little_endian.h"

namespace trapline {

std::string pcap_of(std::span<const recorded_frame> frames) {
  constexpr std::uint32_t magic = 0xA1B23C4D, longest = 0x40000, ethernet = 1;
  constexpr std::uint64_t ns_per_s = 1'000'000'000;
  std::string file;
  append_number(file, magic, 4);
  append_number(file, 2, 2);  // version 2.4
  append_number(file, 4, 2);
  append_number(file, 0, 8);  // time zone and accuracy, which nobody sets
  append_number(file, longest, 4);
  append_number(file, ethernet, 4);
  for (const auto& [began, frame] : frames) {
    std::size_t size = frame.bytes.size();
    if (size >= devices::ethernet::header_bytes + devices::ethernet::fcs_bytes)
      size -= devices::ethernet::fcs_bytes;
    append_number(file, began.nanoseconds() / ns_per_s, 4);
    append_number(file, began.nanoseconds() % ns_per_s, 4);
    append_number(file, size, 4);
    append_number(file, size, 4);
    for (const std::byte b : std::span{frame.bytes}.first(size)) file += static_cast<char>(b);
  }
  return file;
}

}  // namespace trapline
