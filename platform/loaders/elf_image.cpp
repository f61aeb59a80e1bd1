#include "platform/loaders/elf_image.h"

#include <algorithm>

#include "platform/loaders/byte_view.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint8_t class_32 = 1, class_64 = 2, data_lsb = 1;
constexpr std::uint16_t type_executable = 2, machine_386 = 3;
constexpr std::uint32_t program_load = 1;
constexpr std::uint64_t program_header_bytes = 32;
/// Kernels have fewer than ten; more are a damaged file.
constexpr std::uint16_t most_program_headers = 256;

// Offsets in the ELF header
constexpr std::uint64_t ei_class = 4, ei_data = 5, e_type = 16, e_machine = 18, e_entry = 24, e_phoff = 28,
                        e_phentsize = 42, e_phnum = 44;
// Offsets in a program header
constexpr std::uint64_t p_type = 0, p_offset = 4, p_vaddr = 8, p_paddr = 12, p_filesz = 16, p_memsz = 20;

void check_header(const byte_view& f) {
  const auto wrong = [&](const std::string& text) { throw load_error(f.what() + ": " + text); };
  const std::uint8_t file_class = f.u8(ei_class, "ELF header");
  if (file_class == class_64) {
    wrong("a 64-bit ELF file; a kernel is entered in 32-bit mode, so it must be a 32-bit one (or a bzImage)");
  }
  if (file_class != class_32)
    wrong("a damaged ELF file: class " + std::to_string(file_class) + ", not 1 (32-bit)");
  if (f.u8(ei_data, "ELF header") != data_lsb) wrong("a big-endian ELF file; an x86 one is little-endian");
  if (const auto m = f.u16(e_machine, "ELF header"); m != machine_386) {
    wrong("an ELF file for machine " + std::to_string(m) + "; x86 is machine 3");
  }
  if (const auto t = f.u16(e_type, "ELF header"); t != type_executable) {
    wrong("an ELF file of type " + std::to_string(t) + ", not 2 (executable): was it linked?");
  }
  if (const auto n = f.u16(e_phentsize, "ELF header"); n != program_header_bytes) {
    wrong("its ELF program headers have " + std::to_string(n) + " bytes each, not 32");
  }
}

/// Kernels linked to run high say their entry as a virtual address; the loader runs without paging.
std::uint32_t physical_entry(const elf_image& image, std::uint32_t entry, const byte_view& f) {
  const auto within = [&](std::uint32_t base, const elf_segment& s) {
    return entry >= base && entry - base < s.memory_bytes;
  };
  for (const elf_segment& s : image.segments) {
    if (within(s.physical, s)) return entry;
  }
  for (const elf_segment& s : image.segments) {
    if (within(s.virtual_address, s)) return s.physical + (entry - s.virtual_address);
  }
  throw load_error(f.what() + ": its ELF entry " + hex(entry) + " lies in none of its loaded segments");
}

/// The addresses of the whole file, of which the headers were read: as a rule they lie in front.
std::span<const std::uint8_t> with_headers(const image_bytes& file) {
  const byte_view head{file.head(), ""};
  const bool in_head = head.holds(e_phnum, 2) &&
                       head.holds(head.u32(e_phoff, ""), head.u16(e_phnum, "") * program_header_bytes);
  return in_head ? std::span{file.head().data(), file.size()} : std::span{file};
}

}  // namespace

bool is_elf(std::span<const std::uint8_t> b) {
  return b.size() > ei_class && b[0] == 0x7F && b[1] == 'E' && b[2] == 'L' && b[3] == 'F';
}

bool is_elf64(std::span<const std::uint8_t> b) { return is_elf(b) && b[ei_class] == class_64; }

elf_image parse_elf32(const image_bytes& file, const std::string& what) {
  if (!is_elf(file.head())) throw load_error(what + ": not an ELF file");
  const byte_view f{with_headers(file), what};
  check_header(f);
  const std::uint32_t table = f.u32(e_phoff, "ELF header");
  const std::uint16_t count = f.u16(e_phnum, "ELF header");
  if (count > most_program_headers) {
    throw load_error(what + ": a damaged ELF file: " + std::to_string(count) + " program headers");
  }
  elf_image image{};
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = table + i * program_header_bytes;
    f.part(at, program_header_bytes, "ELF program header");
    const std::uint32_t in_memory = f.u32(at + p_memsz, "ELF program header");
    if (f.u32(at + p_type, "ELF program header") != program_load || in_memory == 0) continue;
    const std::uint32_t in_file = f.u32(at + p_filesz, "ELF program header");
    if (in_file > in_memory) {
      throw load_error(what + ": a damaged ELF file: a segment has " + std::to_string(in_file) +
                       " bytes in the file and only " + std::to_string(in_memory) + " in memory");
    }
    const std::uint32_t offset = f.u32(at + p_offset, "ELF program header");
    f.part(offset, in_file, "ELF segment");
    const elf_segment s{f.u32(at + p_paddr, "ELF program header"), f.u32(at + p_vaddr, "ELF program header"),
                        offset, in_file, in_memory};
    image.end = std::max(image.end, std::uint64_t{s.physical} + in_memory);
    image.segments.push_back(s);
  }
  if (image.segments.empty()) throw load_error(what + ": an ELF file with nothing to load");
  image.entry = physical_entry(image, f.u32(e_entry, "ELF header"), f);
  return image;
}

void place_elf(const elf_image& image, const image_bytes& file, const std::string& what,
               memory_layout& memory) {
  // The end first: one message with the size that would do, not one for each segment.
  for (const elf_segment& s : image.segments) {
    if (image.end > memory.size() && s.physical + std::uint64_t{s.memory_bytes} == image.end) {
      memory.reserve(s.physical, s.memory_bytes, what);
    }
  }
  for (const elf_segment& s : image.segments) {
    memory.place({s.physical, file.part(s.offset, s.file_bytes), s.memory_bytes - s.file_bytes, what});
  }
}

}  // namespace trapline::loaders
