/// The setup header of a bzImage, checked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trapline::loaders {

/// Offsets of the fields that a boot loader reads or writes: in the file, and in boot_params alike.
namespace setup_header {
inline constexpr std::uint64_t begin = 0x1F1;
inline constexpr std::uint64_t setup_sects = 0x1F1, syssize = 0x1F4, vid_mode = 0x1FA, boot_flag = 0x1FE,
                               jump_distance = 0x201, magic = 0x202, version = 0x206, type_of_loader = 0x210,
                               loadflags = 0x211, code32_start = 0x214, ramdisk_image = 0x218,
                               ramdisk_size = 0x21C, heap_end_ptr = 0x224, cmd_line_ptr = 0x228,
                               initrd_addr_max = 0x22C, kernel_alignment = 0x230, relocatable_kernel = 0x234,
                               cmdline_size = 0x238, payload_offset = 0x248, payload_length = 0x24C,
                               pref_address = 0x258, init_size = 0x260;
inline constexpr std::uint64_t limit = 0x290;  ///< boot_params goes on here with other things
inline constexpr std::uint16_t boot_flag_value = 0xAA55;
inline constexpr std::uint32_t magic_value = 0x53726448;  // "HdrS"
inline constexpr std::uint8_t loaded_high = 1, can_use_heap = 0x80;
}  // namespace setup_header

struct bzimage {
  std::uint16_t version;
  std::vector<std::uint8_t> header;       ///< from 1F1h on, as long as the file says
  std::span<const std::uint8_t> kernel;   ///< the protected-mode part
  std::span<const std::uint8_t> payload;  ///< the packed vmlinux in it; empty before protocol 2.08
  std::uint32_t initrd_addr_max;
  std::uint32_t cmdline_size;                  ///< without the zero at its end
  std::uint64_t runtime_begin, runtime_bytes;  ///< what the kernel uses before it knows the memory map
};

/// @throws load_error naming what is wrong; the result points into `file`
bzimage parse_bzimage(std::span<const std::uint8_t> file, const std::string& name);

}  // namespace trapline::loaders
