/// Where a PC keeps what below 1 MiB and below 4 GiB.
#pragma once

#include <cstdint>

namespace trapline::bus {

inline constexpr std::uint64_t video_memory_base = 0xa0000;
inline constexpr std::uint64_t video_memory_bytes = 0x20000;
/// Option ROMs and the BIOS: ROM, or RAM that shadows it.
inline constexpr std::uint64_t expansion_base = 0xc0000;
inline constexpr std::uint64_t one_mebibyte = 0x100000;
inline constexpr std::uint64_t four_gibibytes = std::uint64_t{1} << 32;

constexpr bool is_video_memory(std::uint64_t address) {
  return address >= video_memory_base && address < video_memory_base + video_memory_bytes;
}

}  // namespace trapline::bus
