#include "models/processor/engine/store/build_identity.h"

#include <cpuid.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "models/processor/engine/library.h"
#include "models/processor/engine/store/kept_block.h"

namespace trapline::engine {

namespace {

// Of the store's records: another number, another file.
constexpr std::uint64_t format = 2;

struct image {
  image_extent extent;
  std::vector<std::byte> build_id;
};

std::vector<std::byte> build_id_in(const std::byte* notes, std::size_t bytes) {
  constexpr char owner[] = "GNU";
  std::size_t at = 0;
  while (at + sizeof(ElfW(Nhdr)) <= bytes) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes + at, sizeof head);
    const std::size_t name = at + sizeof head;
    const std::size_t content = name + ((head.n_namesz + 3u) & ~3u);
    if (content + head.n_descsz > bytes) break;
    if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == sizeof owner &&
        std::memcmp(notes + name, owner, sizeof owner) == 0)
      return {notes + content, notes + content + head.n_descsz};
    at = content + ((head.n_descsz + 3u) & ~3u);
  }
  return {};
}

image image_with(const void* address) {
  struct search {
    std::uintptr_t address;
    image found;
  } s{reinterpret_cast<std::uintptr_t>(address), {}};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& wanted = *static_cast<search*>(data);
        image here;
        here.extent.begin = ~std::uintptr_t{0};
        for (const ElfW(Phdr) & p : std::span{info->dlpi_phdr, info->dlpi_phnum}) {
          const std::uintptr_t begin = info->dlpi_addr + p.p_vaddr;
          if (p.p_type == PT_LOAD) {
            here.extent.begin = std::min(here.extent.begin, begin);
            here.extent.end = std::max(here.extent.end, begin + p.p_memsz);
          } else if (p.p_type == PT_NOTE && here.build_id.empty()) {
            here.build_id = build_id_in(reinterpret_cast<const std::byte*>(begin), p.p_filesz);
          }
        }
        if (!here.extent.holds(wanted.address)) return 0;
        wanted.found = std::move(here);
        return 1;
      },
      &s);
  return s.found;
}

}  // namespace

image_extent image_at(const void* address) { return image_with(address).extent; }

std::optional<std::uint64_t> build_identity() {
  const image program = image_with(reinterpret_cast<const void*>(&build_identity));
  const image library = image_with(reinterpret_cast<const void*>(&uc_version));
  if (program.build_id.empty() || library.build_id.empty()) return std::nullopt;
  // The code generator looks at the host's features.
  std::array<std::uint32_t, 12> host{};
  __get_cpuid(1, &host[0], &host[1], &host[2], &host[3]);
  host[1] = 0;  // which of its processors this runs on
  __get_cpuid_count(7, 0, &host[4], &host[5], &host[6], &host[7]);
  __get_cpuid(0x8000'0001, &host[8], &host[9], &host[10], &host[11]);
  return checksum_of(program.build_id) * 3 + checksum_of(library.build_id) * 5 +
         checksum_of(std::as_bytes(std::span{host})) * 7 + format;
}

}  // namespace trapline::engine
