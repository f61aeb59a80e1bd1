/// A 32-bit x86 ELF executable as kernels are shipped (System V ABI, chapters 4 and 5): its loadable
/// segments at their physical addresses.
/// *Not modelled*: sections and symbols, relocation, 64-bit files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/loaders/image_bytes.h"
#include "platform/loaders/memory_layout.h"

namespace trapline::loaders {

bool is_elf(std::span<const std::uint8_t>);
bool is_elf64(std::span<const std::uint8_t>);

struct elf_segment {
  std::uint32_t physical, virtual_address;
  std::uint32_t offset, file_bytes;  ///< in the file
  std::uint32_t memory_bytes;        ///< what lies behind those of the file is zero
};

struct elf_image {
  std::vector<elf_segment> segments;  ///< in the order of the file, none of them empty in memory
  std::uint32_t entry;                ///< physical
  std::uint64_t end;                  ///< one past the highest physical address in use
};

/// Looks at its headers only.
/// @param what the file's name for messages
/// @throws load_error if it is not a complete 32-bit x86 executable
elf_image parse_elf32(const image_bytes& file, const std::string& what);

/// Puts the segments where they belong. @throws load_error if they do not fit or overlap.
/// @param file what the image was found in
void place_elf(const elf_image&, const image_bytes& file, const std::string& what, memory_layout&);

}  // namespace trapline::loaders
