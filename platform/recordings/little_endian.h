/// Numbers with their lowest byte first, as WAV and pcap have them.
#pragma once

#include <cstdint>
#include <string>

namespace trapline {

inline void append_number(std::string& to, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

}  // namespace trapline
