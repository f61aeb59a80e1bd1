#include "platform/loaders/multiboot.h"

#include <algorithm>
#include <filesystem>

#include "platform/loaders/byte_view.h"
#include "platform/loaders/elf_image.h"
#include "platform/loaders/entry_state.h"
#include "platform/loaders/memory_layout.h"
#include "platform/loaders/multiboot_info.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint32_t header_magic = 0x1BADB002;
constexpr std::uint64_t search_bytes = 8192;
constexpr std::uint64_t header_bytes = 12, address_fields_end = 32;
constexpr std::uint64_t h_flags = 4, h_checksum = 8, h_header_addr = 12, h_load_addr = 16,
                        h_load_end_addr = 20, h_bss_end_addr = 24, h_entry_addr = 28;
/// Modules on pages, memory information, video mode: what a loader may be required to know.
constexpr std::uint32_t known_requirements = 0b111;
constexpr std::uint32_t requirements = 0xFFFF;
constexpr std::uint32_t has_addresses = 1 << 16;

/// Low memory for the information structure: above what a BIOS and code in real mode use.
constexpr std::uint64_t info_from = 0x8000;
constexpr unsigned eax = 0, ebx = 3, esp = 4;
/// The specification leaves ESP undefined, and kernels that use what they find have been tried with GRUB 2, which leaves this.
constexpr std::uint32_t stack_end = 0x7FF00;

struct placed_kernel {
  std::uint32_t entry;
  std::uint64_t end;
  const char* format;
};

placed_kernel place_by_addresses(const byte_view& f, std::uint64_t at, memory_layout& memory) {
  constexpr const char* part = "Multiboot header";
  f.part(at, address_fields_end, part);
  const std::uint32_t header = f.u32(at + h_header_addr, part), load = f.u32(at + h_load_addr, part),
                      load_end = f.u32(at + h_load_end_addr, part),
                      bss_end = f.u32(at + h_bss_end_addr, part), entry = f.u32(at + h_entry_addr, part);
  const auto wrong = [&](const std::string& text) {
    throw load_error(f.what() + ": a damaged Multiboot header: " + text);
  };
  if (header < load || header - load > at) {
    wrong("header address " + hex(header) + " and load address " + hex(load) +
          " do not fit its place in the file, " + hex(at));
  }
  const std::uint64_t begin = at - (header - load);
  if (load_end != 0 && load_end <= load)
    wrong("load end " + hex(load_end) + " is not above load address " + hex(load));
  const std::uint64_t bytes = load_end == 0 ? f.size() - begin : load_end - load;
  const auto data = f.part(begin, bytes, "Multiboot kernel");
  const std::uint64_t data_end = load + bytes;
  if (bss_end != 0 && bss_end < data_end)
    wrong("bss end " + hex(bss_end) + " lies before the end of the data " + hex(data_end));
  const std::uint64_t end = bss_end == 0 ? data_end : bss_end;
  if (entry < load || entry >= end) wrong("entry " + hex(entry) + " lies outside of what is loaded");
  memory.place({load, {data.begin(), data.end()}, end - data_end, "the kernel " + f.what()});
  return {entry, end, "by its header's addresses"};
}

placed_kernel place_kernel(const image_file& file, memory_layout& memory) {
  const multiboot_header header = find_multiboot_header(file.bytes.head());
  if (header.result == multiboot_search::none) {
    throw load_error(file.name +
                     ": not a Multiboot kernel: no 1BADB002h on a multiple of 4 in the first 8 KiB");
  }
  if (header.result == multiboot_search::bad_checksum) {
    throw load_error(
        file.name +
        ": its Multiboot header's checksum is wrong: magic, flags and checksum must add up to zero");
  }
  const byte_view f{file.bytes, file.name};
  const std::uint32_t flags = f.u32(header.offset + h_flags, "Multiboot header");
  if (const std::uint32_t unknown = flags & requirements & ~known_requirements; unknown != 0) {
    throw load_error(
        file.name +
        ": its Multiboot header requires features that the specification does not define: flags " +
        hex(unknown));
  }
  if ((flags & has_addresses) != 0) return place_by_addresses(f, header.offset, memory);
  const elf_image kernel = parse_elf32(file.bytes, file.name);
  place_elf(kernel, file.bytes, "the kernel " + file.name, memory);
  return {kernel.entry, kernel.end, "ELF"};
}

std::string base_name(const image_file& file) { return std::filesystem::path{file.name}.filename().string(); }

multiboot_module place_module(const image_file& file, std::uint64_t from, memory_layout& memory) {
  const auto at = memory.lowest_free(file.bytes.size(), std::max(from, hole_end), memory.size());
  if (!at) {
    throw load_error("the module " + file.name + " (" + size_text(file.bytes.size()) +
                     ") does not fit above the kernel into " + size_text(memory.size()) +
                     "; a larger vm.memory would do");
  }
  memory.place({*at, file.bytes, 0, "the module " + file.name});
  return {static_cast<std::uint32_t>(*at), static_cast<std::uint32_t>(*at + file.bytes.size()),
          base_name(file)};
}

std::uint32_t low_place(std::uint64_t bytes, const image_file& kernel, const memory_layout& memory) {
  const auto at = memory.lowest_free(bytes, info_from, conventional_end);
  if (!at)
    throw load_error("the kernel " + kernel.name +
                     " leaves no room below 640 KiB for the boot loader's tables");
  return static_cast<std::uint32_t>(*at);
}

}  // namespace

multiboot_header find_multiboot_header(std::span<const std::uint8_t> bytes) {
  const byte_view f{bytes.first(std::min<std::size_t>(bytes.size(), search_bytes)), ""};
  multiboot_header result{multiboot_search::none, 0};
  for (std::uint64_t at = 0; f.holds(at, header_bytes); at += 4) {
    if (f.u32(at, "") != header_magic) continue;
    if (header_magic + f.u32(at + h_flags, "") + f.u32(at + h_checksum, "") == 0)
      return {multiboot_search::found, at};
    result.result = multiboot_search::bad_checksum;
  }
  return result;
}

load_plan load_multiboot(const image_file& kernel, const std::vector<image_file>& modules,
                         const std::string& command_line, std::uint64_t memory_bytes) {
  memory_layout memory{memory_bytes};
  load_plan plan{};
  plan.kind = load_kind::multiboot;
  plan.memory_map = pc_memory_map(memory_bytes);
  const placed_kernel placed = place_kernel(kernel, memory);
  multiboot_info info;
  info.command_line = base_name(kernel) + (command_line.empty() ? "" : " " + command_line);
  info.memory_map = plan.memory_map;
  for (const image_file& m : modules) info.modules.push_back(place_module(m, placed.end, memory));
  const std::uint32_t gdt_address = low_place(flat_gdt().size(), kernel, memory);
  memory.place({gdt_address, flat_gdt(), 0, "the descriptor table"});
  const std::uint32_t info_address = low_place(info.size(), kernel, memory);
  memory.place({info_address, info.at(info_address), 0, "the Multiboot information"});
  plan.segments = std::move(memory).take();
  plan.entry = protected_mode_entry(placed.entry, gdt_address);
  plan.entry->gpr[eax] = multiboot_magic;
  plan.entry->gpr[ebx] = info_address;
  plan.entry->gpr[esp] = stack_end;
  plan.a20_open = true;
  plan.description = std::string{"Multiboot kernel, "} + placed.format + ", entered at " + hex(placed.entry) +
                     ", " + std::to_string(modules.size()) + " modules";
  return plan;
}

}  // namespace trapline::loaders
