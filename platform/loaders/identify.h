/// What a file is, told from its bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/loaders/image_bytes.h"

namespace trapline::loaders {

enum class image_kind { bzimage, multiboot, elf32, elf64, rom, floppy, disk, packed, unknown };

/// A damaged file is what it looks like.
/// @throws load_error only where the file itself cannot be read any more
image_kind identify(const image_bytes&);

/// "a Linux bzImage", "a floppy image", ...
std::string_view describe(image_kind);

/// Whether some PC floppy drive takes a disk of this size (160 KiB to 2.88 MB).
bool is_floppy_size(std::uint64_t bytes);

}  // namespace trapline::loaders
