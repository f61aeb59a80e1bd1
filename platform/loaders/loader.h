/// From a guest's files to a plan of how its machine starts: the one call that the platform makes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/loaders/image_file.h"
#include "platform/loaders/load_plan.h"

namespace trapline::loaders {

struct guest_files {
  /// How to load; without a value the image itself tells (bios is never guessed: it looks like a rom).
  std::optional<load_kind> load;
  image_file image;                    ///< kernel, firmware, ROM or flat image
  std::vector<image_file> modules;     ///< linux: at most one, the initial RAM disk; multiboot: any number
  std::optional<image_file> vga_bios;  ///< option ROM at C0000h, with every kind
  std::string command_line;            ///< linux, multiboot
  std::uint32_t address = 0;           ///< flat: where the image goes
  std::uint32_t entry = 0;             ///< flat: the first instruction, in real mode
  bool unpack_kernel = true;           ///< linux: unpack gzip and XZ kernels on the host
};

/// A kernel that is compressed as a whole (gzip, XZ) is unpacked first, as boot loaders do.
/// @param memory_bytes the VM's RAM, in one piece from address 0
/// @throws load_error saying which file is wrong, how, and what would be right
load_plan load(const guest_files&, std::uint64_t memory_bytes);

}  // namespace trapline::loaders
