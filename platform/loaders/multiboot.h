/// Multiboot-1 kernels (Multiboot Specification 0.6.96), ELF or by the address fields of their header
/// (the "a.out kludge"): what GRUB does up to the kernel's first instruction.
/// *Not modelled*: setting a video mode (a kernel's wish for one is passed over, as the specification
/// allows), symbols, drives, the BIOS configuration table, APM, VBE.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/loaders/image_file.h"
#include "platform/loaders/load_plan.h"

namespace trapline::loaders {

inline constexpr std::uint32_t multiboot_magic = 0x2BADB002;  ///< in EAX at the entry

enum class multiboot_search {
  none,          ///< no magic number in the first 8 KiB
  bad_checksum,  ///< a magic number, but no header whose first three fields add up to zero
  found,
};

struct multiboot_header {
  multiboot_search result;
  std::uint64_t offset;  ///< of the header found
};

multiboot_header find_multiboot_header(std::span<const std::uint8_t>);

/// The kernel's command line begins with its file's name, as boot loaders pass it; so does each module's.
/// @throws load_error
load_plan load_multiboot(const image_file& kernel, const std::vector<image_file>& modules,
                         const std::string& command_line, std::uint64_t memory_bytes);

}  // namespace trapline::loaders
