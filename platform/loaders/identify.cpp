#include "platform/loaders/identify.h"

#include <algorithm>
#include <array>

#include "platform/loaders/elf_image.h"
#include "platform/loaders/linux_boot.h"
#include "platform/loaders/multiboot.h"
#include "platform/loaders/rom_image.h"
#include "platform/loaders/unpack.h"

namespace trapline::loaders {
namespace {

constexpr std::uint64_t sector = 512;
/// 160, 180, 320, 360, 720, 1200, 1440 and 2880 KiB
constexpr std::array<std::uint64_t, 8> floppy_sectors{320, 360, 640, 720, 1440, 2400, 2880, 5760};

bool has_boot_signature(std::span<const std::uint8_t> b) {
  return b.size() >= sector && b[510] == 0x55 && b[511] == 0xAA;
}

}  // namespace

bool is_floppy_size(std::uint64_t bytes) {
  return bytes % sector == 0 &&
         std::find(floppy_sectors.begin(), floppy_sectors.end(), bytes / sector) != floppy_sectors.end();
}

// Most are known by their first bytes. A ROM is looked at as a whole, if it has a ROM's size.
image_kind identify(const image_bytes& image) {
  const std::span b = image.head();
  if (is_bzimage(b)) return image_kind::bzimage;
  if (find_multiboot_header(b).result != multiboot_search::none) return image_kind::multiboot;
  if (is_elf(b)) return is_elf64(b) ? image_kind::elf64 : image_kind::elf32;
  if (packing_of(b) != packing::none) return image_kind::packed;
  const std::size_t n = image.size();
  if (is_floppy_size(n) && has_boot_signature(b)) return image_kind::floppy;
  if (is_rom(image)) return image_kind::rom;
  if (is_floppy_size(n)) return image_kind::floppy;
  if (n % sector == 0 && has_boot_signature(b)) return image_kind::disk;
  return image_kind::unknown;
}

std::string_view describe(image_kind kind) {
  switch (kind) {
    case image_kind::bzimage:
      return "a Linux bzImage";
    case image_kind::multiboot:
      return "a Multiboot kernel";
    case image_kind::elf32:
      return "a 32-bit ELF kernel";
    case image_kind::elf64:
      return "a 64-bit ELF file";
    case image_kind::rom:
      return "a ROM";
    case image_kind::floppy:
      return "a floppy image";
    case image_kind::disk:
      return "a disk image";
    case image_kind::packed:
      return "a compressed file";
    case image_kind::unknown:
      break;
  }
  return "nothing that is known here";
}

}  // namespace trapline::loaders
