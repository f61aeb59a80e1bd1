/// The guest's page tables, walked without side effects. Intel SDM volume 3, chapter 4.
#include <optional>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/page_walk.h"

namespace trapline::engine {

namespace {

constexpr std::uint64_t present = 1, writable = 2, large = 0x80;
constexpr std::uint32_t cr0_pg = 1u << 31, cr0_wp = 1u << 16;
constexpr std::uint64_t cr4_pse = 0x10, cr4_pae = 0x20;
constexpr std::uint64_t address_bits = 0x000f'ffff'ffff'f000;
constexpr std::uint64_t page_offset = 0xfff;

class walk {
 public:
  walk(const core_state& core, std::uint64_t linear) : core_{core}, linear_{linear} {}

  std::optional<std::uint64_t> legacy() {
    const auto directory = entry((core_.env->cr[3] & ~page_offset) + ((linear_ >> 20) & 0xffc), 4);
    if (!directory) return std::nullopt;
    if ((*directory & large) && (core_.env->cr[4] & cr4_pse))
      return (*directory & 0xffc0'0000) | ((*directory & 0x1f'e000) << 19) | (linear_ & 0x3f'ffff);
    const auto page = entry((*directory & ~page_offset) + ((linear_ >> 10) & 0xffc), 4);
    if (!page) return std::nullopt;
    return (*page & ~page_offset) | (linear_ & page_offset);
  }

  std::optional<std::uint64_t> extended(bool long_mode) {
    std::uint64_t table = 0;
    int shift = 30;
    if (long_mode) {
      table = core_.env->cr[3] & address_bits;
      shift = 39;
    } else {
      // The four directory pointers carry no permissions.
      const auto pointer = entry((core_.env->cr[3] & ~std::uint64_t{0x1f}) + ((linear_ >> 27) & 0x18), 8);
      if (!pointer) return std::nullopt;
      writable_ = true;
      table = *pointer & address_bits;
      shift = 21;
    }
    for (;; shift -= 9) {
      const auto e = entry(table + ((linear_ >> shift) & 0x1ff) * 8, 8);
      if (!e) return std::nullopt;
      if (shift == 12 || (shift < 39 && (*e & large))) {
        const std::uint64_t inside = (std::uint64_t{1} << shift) - 1;
        return (*e & address_bits & ~inside) | (linear_ & inside);
      }
      table = *e & address_bits;
    }
  }

  bool writable_by_all() const { return writable_; }

 private:
  std::optional<std::uint64_t> entry(std::uint64_t at, unsigned width) {
    at &= static_cast<std::uint64_t>(std::int64_t{core_.env->a20_mask});
    const memory_piece* piece = core_.memory.piece_at(at);
    if (!piece) return std::nullopt;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i)
      value |= std::to_integer<std::uint64_t>(piece->host[at - piece->address + i]) << (8 * i);
    if (!(value & present)) return std::nullopt;
    writable_ = writable_ && (value & writable);
    return value;
  }

  const core_state& core_;
  std::uint64_t linear_;
  bool writable_ = true;
};

}  // namespace

std::optional<std::uint64_t> translate_linear(const core_state& core, std::uint64_t linear, bool write) {
  const library::cpu_env& env = *core.env;
  const bool long_mode = env.hflags & library::hf_lma;
  if (!long_mode) linear &= 0xffff'ffff;
  std::optional<std::uint64_t> physical = linear;
  if (env.cr[0] & cr0_pg) {
    walk w{core, linear};
    physical = env.cr[4] & cr4_pae ? w.extended(long_mode) : w.legacy();
    if (write && (env.cr[0] & cr0_wp) && !w.writable_by_all()) return std::nullopt;
  }
  if (!physical) return std::nullopt;
  return *physical & static_cast<std::uint64_t>(std::int64_t{env.a20_mask});
}

}  // namespace trapline::engine
