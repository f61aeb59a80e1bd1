/// The guest's paging structures, Intel SDM volume 3, chapter 4: 32-bit paging with large pages (PSE,
/// PSE-36), PAE and four levels, with reserved bits by the described physical width. *Not modelled*: the
/// PDPTE registers (PAE's four pointers are read at each walk), pages of 1 GiB, protection keys, SMEP and
/// SMAP, process-context identifiers: no described processor has them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

/// As the library numbers them.
enum class page_access : int { read, write, fetch };

/// What a walk leads to.
struct page_found {
  std::uint64_t physical;  ///< of the linear address, before A20
  std::uint64_t bytes;     ///< of the page
  bool writable;           ///< to whoever asked
  bool executable;
  bool dirty;
};

/// The error code of a page fault. SDM volume 3, 4.7.
struct page_error {
  static constexpr std::uint32_t present = 1, write = 2, user = 4, reserved = 8, fetch = 0x10;
};

/// One walk. Reads entries by `read(physical, bytes)`, which gives nothing where there is nothing to be read.
class page_walk {
 public:
  page_walk(const core_state&, std::uint64_t linear, bool user);

  /// @return the page, whatever the access; nothing if an entry is not present or has reserved bits set.
  template <typename Read>
  std::optional<page_found> find(Read read);
  /// Whether the page that was found allows the access.
  bool allows(const page_found&, page_access) const;
  /// Of a walk that found nothing, or of an access that is not allowed.
  std::uint32_t error(page_access) const;
  /// Marks the entries that led here accessed, the last one dirty too if it is written, by
  /// `mark(physical, bits)` for those that are not.
  template <typename Mark>
  void mark(bool written, Mark mark) const;

 private:
  struct used_entry {
    std::uint64_t at, value;
  };
  struct level {
    unsigned shift, index_bits;
  };

  bool is_leaf(const level&, std::uint64_t entry) const;
  bool is_pointer(const level& l) const { return format_ == format::pae && l.shift == 30; }
  std::uint64_t reserved_bits(const level&, bool leaf) const;
  page_found leaf(const level&, std::uint64_t entry) const;

  enum class format : std::uint8_t { legacy, pae, four_levels };
  static constexpr std::uint64_t present = 1, writable = 2, user_accessible = 4, accessed = 0x20,
                                 dirty = 0x40, large = 0x80, page_offset = 0xfff,
                                 execute_disable = std::uint64_t{1} << 63;

  const library::cpu_env& env_;
  const cpu_description& description_;
  std::uint64_t linear_;
  bool user_;
  format format_;
  std::uint64_t rights_ = writable | user_accessible;
  bool no_execute_ = false;
  bool entry_present_ = false;
  bool entry_reserved_ = false;
  std::array<used_entry, 4> used_{};
  unsigned used_count_ = 0;

  static constexpr std::array<level, 2> legacy_levels{{{22, 10}, {12, 10}}};
  static constexpr std::array<level, 4> wide_levels{{{39, 9}, {30, 9}, {21, 9}, {12, 9}}};
  static constexpr std::array<level, 3> pae_levels{{{30, 2}, {21, 9}, {12, 9}}};
};

template <typename Read>
std::optional<page_found> page_walk::find(Read read) {
  const unsigned entry_bytes = format_ == format::legacy ? 4 : 8;
  std::uint64_t table = env_.cr[3] & (format_ == format::pae ? 0xffff'ffe0 : ~page_offset);
  if (format_ == format::four_levels) table &= description_.physical_mask();
  const level* l = format_ == format::legacy ? legacy_levels.data()
                   : format_ == format::pae  ? pae_levels.data()
                                             : wide_levels.data();
  for (;; ++l) {
    const std::uint64_t index = linear_ >> l->shift & ((1u << l->index_bits) - 1);
    const std::uint64_t at =
        (table + index * entry_bytes) & static_cast<std::uint64_t>(std::int64_t{env_.a20_mask});
    const std::optional<std::uint64_t> e = read(at, entry_bytes);
    entry_present_ = e && (*e & present);
    if (!entry_present_) return std::nullopt;
    const bool last = is_leaf(*l, *e);
    entry_reserved_ = *e & reserved_bits(*l, last);
    if (entry_reserved_) return std::nullopt;
    if (!is_pointer(*l)) {
      rights_ &= *e;
      no_execute_ |= *e & execute_disable;
      used_[used_count_++] = {at, *e};
    }
    if (last) return leaf(*l, *e);
    table = *e & (format_ == format::legacy ? 0xffff'f000 : description_.physical_mask() & ~page_offset);
  }
}

template <typename Mark>
void page_walk::mark(bool written, Mark mark) const {
  for (unsigned i = 0; i < used_count_; ++i) {
    const std::uint64_t wanted = accessed | (written && i + 1 == used_count_ ? dirty : 0);
    if (const std::uint64_t missing = wanted & ~used_[i].value)
      mark(used_[i].at, static_cast<std::uint8_t>(missing));
  }
}

/// Whether an access would find its page, and be allowed.
bool page_allows(const core_state&, std::uint64_t linear, page_access, bool user);

/// As x86_core::translate_linear().
std::optional<std::uint64_t> translate_linear(const core_state&, std::uint64_t linear, bool write);

}  // namespace trapline::engine
