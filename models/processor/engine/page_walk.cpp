#include "models/processor/engine/page_walk.h"

#include <algorithm>
#include <cstring>

namespace trapline::engine {

namespace {

constexpr std::uint32_t cr0_pg = 1u << 31, cr0_wp = 1u << 16;
constexpr std::uint64_t cr4_pse = 0x10, cr4_pae = 0x20, efer_nxe = 0x800;
constexpr std::uint32_t feature_pse36 = 1u << 17;

constexpr std::uint64_t bits(unsigned first, unsigned last) {
  return ((std::uint64_t{2} << (last - first)) - 1) << first;
}

std::optional<std::uint64_t> entry_in_memory(const core_state& core, std::uint64_t at, unsigned bytes) {
  const memory_piece* piece = core.memory.piece_at(at);
  if (!piece) return std::nullopt;
  std::uint64_t value = 0;
  std::memcpy(&value, piece->host + (at - piece->address), bytes);
  return value;
}

}  // namespace

page_walk::page_walk(const core_state& core, std::uint64_t linear, bool user)
    : env_{*core.env},
      description_{core.description},
      linear_{linear},
      user_{user},
      format_{!(env_.cr[4] & cr4_pae) ? format::legacy
              : env_.in_long_mode()   ? format::four_levels
                                      : format::pae} {}

bool page_walk::is_leaf(const level& l, std::uint64_t entry) const {
  if (l.shift == 12) return true;
  if (!(entry & large)) return false;
  return format_ == format::legacy ? env_.cr[4] & cr4_pse : l.shift == 21;
}

// SDM volume 3, tables 4-4 to 4-20. Bit 7 is reserved where it cannot mean a large page.
std::uint64_t page_walk::reserved_bits(const level& l, bool leaf) const {
  const unsigned width = description_.physical_bits;
  if (format_ == format::legacy) {
    if (l.shift == 12 || !leaf) return 0;
    // PSE-36 puts the address above 4 GiB into bits 13 and up.
    const unsigned first = description_.features_edx & feature_pse36 ? 13 + std::min(width, 40u) - 32 : 13;
    return bits(first, 21);
  }
  constexpr unsigned top = 51;
  std::uint64_t reserved = width > top ? 0 : bits(width, top);
  if (format_ == format::pae) reserved |= bits(52, 62);
  if (is_pointer(l)) return reserved | execute_disable | bits(1, 2) | bits(5, 8);
  if (!(env_.efer & efer_nxe)) reserved |= execute_disable;
  if (l.shift > 21) return reserved | large;
  return leaf && l.shift == 21 ? reserved | bits(13, 20) : reserved;
}

page_found page_walk::leaf(const level& l, std::uint64_t entry) const {
  const std::uint64_t inside = (std::uint64_t{1} << l.shift) - 1;
  std::uint64_t frame = entry & description_.physical_mask() & ~inside;
  if (format_ == format::legacy)
    frame = (entry & 0xffff'ffff & ~inside) | (l.shift == 22 ? (entry & bits(13, 20)) << 19 : 0);
  const bool overrides = !user_ && !(env_.cr[0] & cr0_wp);
  return {frame | (linear_ & inside), inside + 1, (rights_ & writable) || overrides, !no_execute_,
          (entry & dirty) != 0};
}

bool page_walk::allows(const page_found& p, page_access access) const {
  if (user_ && !(rights_ & user_accessible)) return false;
  if (access == page_access::write) return p.writable;
  return access == page_access::read || p.executable;
}

std::uint32_t page_walk::error(page_access access) const {
  std::uint32_t code = entry_present_ ? page_error::present : 0;
  if (entry_reserved_) code |= page_error::reserved;
  if (access == page_access::write) code |= page_error::write;
  if (user_) code |= page_error::user;
  if (access == page_access::fetch && (env_.efer & efer_nxe) && (env_.cr[4] & cr4_pae))
    code |= page_error::fetch;
  return code;
}

bool page_allows(const core_state& core, std::uint64_t linear, page_access access, bool user) {
  if (!(core.env->cr[0] & cr0_pg)) return true;
  page_walk walk{core, linear & core.env->linear_mask(), user};
  const auto found =
      walk.find([&core](std::uint64_t at, unsigned bytes) { return entry_in_memory(core, at, bytes); });
  return found && walk.allows(*found, access);
}

std::optional<std::uint64_t> translate_linear(const core_state& core, std::uint64_t linear, bool write) {
  const library::cpu_env& env = *core.env;
  linear &= env.linear_mask();
  std::uint64_t physical = linear;
  if (env.cr[0] & cr0_pg) {
    page_walk walk{core, linear, false};
    const auto found =
        walk.find([&core](std::uint64_t at, unsigned bytes) { return entry_in_memory(core, at, bytes); });
    if (!found || (write && !found->writable)) return std::nullopt;
    physical = found->physical;
  }
  return physical & static_cast<std::uint64_t>(std::int64_t{env.a20_mask});
}

}  // namespace trapline::engine
