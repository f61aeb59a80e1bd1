#include "platform/loaders/linux_boot.h"

#include <algorithm>

#include "platform/loaders/byte_writer.h"
#include "platform/loaders/bzimage.h"
#include "platform/loaders/elf_image.h"
#include "platform/loaders/entry_state.h"
#include "platform/loaders/memory_layout.h"
#include "platform/loaders/text.h"
#include "platform/loaders/unpack.h"

namespace trapline::loaders {
namespace {

namespace hdr = setup_header;

constexpr std::uint32_t gdt_address = 0x8000;
constexpr std::uint32_t boot_params_address = 0x10000;
constexpr std::uint32_t command_line_address = 0x20000;
constexpr std::uint64_t conventional_kernel_address = 0x100000;
constexpr std::uint8_t loader_without_number = 0xFF;

// boot_params outside the setup header
constexpr std::size_t boot_params_bytes = 4096;
constexpr std::size_t video_mode = 0x06, video_columns = 0x07, video_lines = 0x0E, video_is_vga = 0x0F,
                      video_points = 0x10, e820_entries = 0x1E8, e820_table = 0x2D0, e820_entry_bytes = 20;
constexpr unsigned esi = 6;

/// A vmlinux has no setup header of its own: the one that an i386 kernel's bzImage would have.
bzimage header_for_vmlinux() {
  bzimage image{};
  image.version = 0x20F;
  image.header.resize(hdr::limit - hdr::begin);
  const auto field = [&](std::uint64_t at, unsigned width, std::uint64_t v) {
    put(image.header, at - hdr::begin, width, v);
  };
  field(hdr::boot_flag, 2, hdr::boot_flag_value);
  field(hdr::magic, 4, hdr::magic_value);
  field(hdr::version, 2, image.version);
  field(hdr::loadflags, 1, hdr::loaded_high);
  image.initrd_addr_max = 0x37FFFFFF;  // the end of what a 32-bit kernel maps directly
  image.cmdline_size = 2047;
  return image;
}

/// What enters the machine as kernel: the segments of an ELF file, or a bzImage that unpacks itself.
struct placed_kernel {
  bzimage image;
  std::uint32_t entry;
  std::string text;
};

placed_kernel place_vmlinux(bzimage image, const image_bytes& elf, const std::string& name,
                            const std::string& text, memory_layout& memory) {
  const elf_image kernel = parse_elf32(elf, name);
  place_elf(kernel, elf, "the kernel " + name, memory);
  return {std::move(image), kernel.entry, text};
}

placed_kernel place_kernel(const image_file& file, const linux_options& options, memory_layout& memory) {
  if (is_elf(file.bytes.head())) {
    return place_vmlinux(header_for_vmlinux(), file.bytes, file.name, "Linux, flat vmlinux", memory);
  }
  bzimage image = parse_bzimage(file.bytes, file.name);
  if (options.unpack_kernel && packing_of(image.payload) != packing::none) {
    // Behind the ELF file lie the relocations, which a kernel that runs where it was linked to does not need.
    const image_bytes unpacked = unpack(image.payload, memory.size(), file.name);
    if (is_elf(unpacked) && !is_elf64(unpacked)) {
      return place_vmlinux(std::move(image), unpacked, file.name, "Linux, bzImage unpacked by the loader",
                           memory);
    }
  }
  // It moves itself to where it was linked to, and unpacks there before it asks how much memory there is.
  const std::uint64_t end = conventional_kernel_address + image.kernel.size();
  memory.place({conventional_kernel_address, file.bytes.part(image.kernel), 0, "the kernel " + file.name});
  if (image.runtime_bytes > UINT64_MAX - image.runtime_begin)
    throw load_error(file.name + ": a damaged Linux setup header");
  const std::uint64_t from = std::max(end, image.runtime_begin);
  if (const std::uint64_t to = image.runtime_begin + image.runtime_bytes; to > from) {
    memory.reserve(from, to - from, "the kernel " + file.name + " unpacking itself");
  }
  return {std::move(image), conventional_kernel_address, "Linux, bzImage"};
}

std::uint64_t place_initrd(const image_file& initrd, const bzimage& image, memory_layout& memory) {
  const auto at = memory.highest_free(initrd.bytes.size(), std::uint64_t{image.initrd_addr_max} + 1);
  if (initrd.bytes.empty()) throw load_error(initrd.name + ": the file is empty");
  if (!at) {
    throw load_error("the initial RAM disk " + initrd.name + " (" + size_text(initrd.bytes.size()) +
                     ") does not fit beside the kernel into " + size_text(memory.size()) + " below " +
                     hex(std::uint64_t{image.initrd_addr_max} + 1) + "; a larger vm.memory would do");
  }
  memory.place({*at, initrd.bytes, 0, "the initial RAM disk " + initrd.name});
  return *at;
}

std::vector<std::uint8_t> boot_params(const bzimage& image, const std::vector<memory_range>& map,
                                      bool text_screen) {
  std::vector<std::uint8_t> p(boot_params_bytes);
  std::copy(image.header.begin(), image.header.end(), p.begin() + hdr::begin);
  p[hdr::type_of_loader] = loader_without_number;
  p[hdr::loadflags] = static_cast<std::uint8_t>(p[hdr::loadflags] | hdr::loaded_high);
  put(p, hdr::code32_start, 4, conventional_kernel_address);
  put(p, hdr::cmd_line_ptr, 4, command_line_address);
  p[e820_entries] = static_cast<std::uint8_t>(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::size_t at = e820_table + i * e820_entry_bytes;
    put(p, at, 8, map[i].base);
    put(p, at + 8, 8, map[i].bytes);
    put(p, at + 16, 4, map[i].type);
  }
  if (text_screen) {
    p[video_mode] = 3;
    p[video_columns] = 80;
    p[video_lines] = 25;
    p[video_is_vga] = 1;
    put(p, video_points, 2, 16);
  }
  return p;
}

}  // namespace

load_plan load_linux(const image_file& kernel, const std::optional<image_file>& initrd,
                     const linux_options& options, std::uint64_t memory_bytes) {
  memory_layout memory{memory_bytes};
  load_plan plan{};
  plan.kind = load_kind::linux_boot;
  plan.memory_map = pc_memory_map(memory_bytes);
  const placed_kernel placed = place_kernel(kernel, options, memory);
  if (options.command_line.size() > placed.image.cmdline_size) {
    throw load_error("the kernel command line has " + std::to_string(options.command_line.size()) +
                     " characters, and " + kernel.name + " takes " +
                     std::to_string(placed.image.cmdline_size));
  }
  std::vector<std::uint8_t> params = boot_params(placed.image, plan.memory_map, options.text_screen);
  plan.description = placed.text + ", entered at " + hex(placed.entry);
  if (initrd) {
    const std::uint64_t at = place_initrd(*initrd, placed.image, memory);
    put(params, hdr::ramdisk_image, 4, at);
    put(params, hdr::ramdisk_size, 4, initrd->bytes.size());
    plan.description += ", initial RAM disk at " + hex(at);
  }
  memory.place({gdt_address, flat_gdt(), 0, "the descriptor table"});
  memory.place({boot_params_address, std::move(params), 0, "boot_params"});
  memory.place({command_line_address,
                {options.command_line.begin(), options.command_line.end()},
                1,
                "the command line"});
  plan.segments = std::move(memory).take();
  plan.entry = protected_mode_entry(placed.entry, gdt_address);
  plan.entry->gpr[esi] = boot_params_address;
  plan.a20_open = true;
  return plan;
}

}  // namespace trapline::loaders
