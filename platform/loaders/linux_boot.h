/// Linux by its 32-bit boot protocol ("The Linux/x86 Boot Protocol", 2.06 and later): a bzImage, its
/// kernel unpacked here if so wished, or a flat 32-bit vmlinux. Does what firmware and the kernel's own
/// 16-bit part would: memory map, command line, initial RAM disk, protected mode.
/// *Not modelled*: zImage (below 1 MiB), programs that borrow the bzImage format and need its 16-bit
/// part to run (iPXE's .lkrn), the 64-bit and EFI entries, setup_data, EDD, APM and video mode
/// probing by the 16-bit part, relocation (a kernel runs where it was linked to).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "platform/loaders/image_file.h"
#include "platform/loaders/load_plan.h"

namespace trapline::loaders {

struct linux_options {
  std::string command_line;
  /// Unpack a gzip or XZ kernel here. Kernels packed otherwise, and 64-bit ones, unpack themselves.
  bool unpack_kernel = true;
  /// Report a VGA in 80x25 text mode, so that the kernel's console writes to B8000h.
  bool text_screen = false;
};

/// Whether a bzImage's setup header is there.
bool is_bzimage(std::span<const std::uint8_t>);

/// @throws load_error
load_plan load_linux(const image_file& kernel, const std::optional<image_file>& initrd, const linux_options&,
                     std::uint64_t memory_bytes);

}  // namespace trapline::loaders
