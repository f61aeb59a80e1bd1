#include "platform/loaders/loader.h"

#include "platform/loaders/entry_state.h"
#include "platform/loaders/identify.h"
#include "platform/loaders/linux_boot.h"
#include "platform/loaders/memory_layout.h"
#include "platform/loaders/multiboot.h"
#include "platform/loaders/rom_image.h"
#include "platform/loaders/text.h"
#include "platform/loaders/unpack.h"

namespace trapline::loaders {
namespace {

load_kind kind_of(const image_file& image) {
  const image_kind kind = identify(image.bytes);
  switch (kind) {
    case image_kind::bzimage:
    case image_kind::elf32:
    case image_kind::elf64:
      return load_kind::linux_boot;
    case image_kind::multiboot:
      return load_kind::multiboot;
    case image_kind::rom:
      return load_kind::rom;
    case image_kind::floppy:
      throw load_error(image.name + ": " + std::string{describe(kind)} +
                       ", not a kernel; vm.floppy takes it");
    case image_kind::disk:
      throw load_error(image.name + ": " + std::string{describe(kind)} + ", not a kernel; vm.disk takes it");
    case image_kind::packed:
    case image_kind::unknown:
      break;
  }
  throw load_error(image.name +
                   ": not a kernel: neither a Linux bzImage (\"HdrS\" at 202h), nor a Multiboot kernel "
                   "(1BADB002h in the first 8 KiB), nor a 32-bit ELF file, nor a ROM of 64 to 256 KiB");
}

load_plan load_from_rom(const guest_files& files, load_kind kind, std::uint64_t memory_bytes) {
  const memory_layout memory{memory_bytes};
  load_plan plan{};
  plan.kind = kind;
  plan.memory_map = pc_memory_map(memory.size());
  plan.roms.push_back(map_rom(files.image, kind == load_kind::bios ? "firmware" : "ROM"));
  plan.description =
      plan.roms[0].what + " of " + size_text(files.image.bytes.size()) + ", from the reset vector";
  return plan;
}

load_plan load_flat(const guest_files& files, std::uint64_t memory_bytes) {
  const std::uint64_t n = files.image.bytes.size();
  if (files.entry < files.address || files.entry - files.address >= n || files.entry >= hole_end) {
    throw load_error(files.image.name + ": the entry " + hex(files.entry) +
                     " must lie below 1 MiB and within the image, " + hex(files.address) + " and " +
                     std::to_string(n) + " bytes on");
  }
  memory_layout memory{memory_bytes};
  memory.place({files.address, files.image.bytes, 0, "the image " + files.image.name});
  load_plan plan{};
  plan.kind = load_kind::flat;
  plan.memory_map = pc_memory_map(memory_bytes);
  plan.segments = std::move(memory).take();
  plan.entry = real_mode_entry(files.entry);
  plan.description = "flat image at " + hex(files.address) + ", entered at " + hex(files.entry);
  return plan;
}

// A boot sector in the place of a ROM: the machine starts where a BIOS would have ended.
load_plan load_boot_sector(const guest_files& files, std::uint64_t memory_bytes) {
  constexpr std::uint32_t loaded_at = 0x7C00;
  guest_files at_its_place = files;
  at_its_place.address = at_its_place.entry = loaded_at;
  load_plan plan = load_flat(at_its_place, memory_bytes);
  plan.description = "boot sector at " + hex(loaded_at) + ", without a BIOS";
  plan.a20_open = true;
  return plan;
}

load_plan load_by_kind(const guest_files& files, load_kind kind, std::uint64_t memory_bytes) {
  switch (kind) {
    case load_kind::linux_boot: {
      if (files.modules.size() > 1)
        throw load_error("Linux takes one initial RAM disk, not " + std::to_string(files.modules.size()));
      std::optional<image_file> initrd;
      if (!files.modules.empty()) initrd = files.modules[0];
      return load_linux(files.image, initrd,
                        {files.command_line, files.unpack_kernel, files.vga_bios.has_value()}, memory_bytes);
    }
    case load_kind::multiboot:
      return load_multiboot(files.image, files.modules, files.command_line, memory_bytes);
    case load_kind::flat:
      return load_flat(files, memory_bytes);
    case load_kind::rom:
      if (is_boot_sector(files.image.bytes)) return load_boot_sector(files, memory_bytes);
      break;
    case load_kind::bios:
      break;
  }
  return load_from_rom(files, kind, memory_bytes);
}

}  // namespace

load_plan load(const guest_files& files, std::uint64_t memory_bytes) {
  const bool may_be_packed =
      !files.load || *files.load == load_kind::linux_boot || *files.load == load_kind::multiboot;
  if (may_be_packed && identify(files.image.bytes) == image_kind::packed) {
    guest_files unpacked = files;
    unpacked.image.bytes = unpack(files.image.bytes, memory_bytes, files.image.name);
    if (identify(unpacked.image.bytes) == image_kind::packed) {
      throw load_error(files.image.name + ": compressed twice; unpack it first");
    }
    return load(unpacked, memory_bytes);
  }
  load_plan plan = load_by_kind(files, files.load ? *files.load : kind_of(files.image), memory_bytes);
  if (files.vga_bios) plan.roms.push_back(map_option_rom(*files.vga_bios, vga_bios_address));
  plan.text_screen = files.vga_bios && plan.a20_open;
  return plan;
}

}  // namespace trapline::loaders
