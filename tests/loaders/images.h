/// Small kernels and ROMs made in memory, right in every field, for tests to spoil.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/loaders/load_plan.h"

namespace trapline::loaders::test {

using bytes = std::vector<std::uint8_t>;

struct elf_part {
  std::uint32_t physical, virtual_address;
  bytes data;
  std::uint32_t zeros_after = 0;
};
bytes make_elf(const std::vector<elf_part>&, std::uint32_t entry);

/// A bzImage of boot protocol 2.15 with this payload in its protected-mode part.
bytes make_bzimage(const bytes& payload);

/// Code with a Multiboot header in its first bytes, loaded by the header's addresses at 1 MiB.
bytes make_multiboot_by_addresses();

/// An ELF kernel with a Multiboot header in it, entered behind that.
bytes make_multiboot_elf();

bytes make_rom(std::size_t size);

/// 1 KiB with signature, length and checksum.
bytes make_option_rom();

/// A floppy or disk that ends its first sector as a boot sector does.
bytes make_disk(std::size_t size);

bytes gzip(const bytes&);
bytes xz(const bytes&);

std::uint64_t number(const bytes&, std::size_t offset, unsigned width);
void set(bytes&, std::size_t offset, unsigned width, std::uint64_t value);

/// RAM as the plan leaves it, from `address` on.
bytes memory_of(const load_plan&, std::uint64_t address, std::size_t n);
std::string text_at(const load_plan&, std::uint64_t address);

}  // namespace trapline::loaders::test
