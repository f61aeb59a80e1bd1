#include "models/processor/engine/store/known_references.h"

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace trapline::engine {

namespace {

template <typename Value>
Value read(const std::uint8_t* at) {
  Value value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

constexpr std::uint8_t call_opcode = 0xe8, jump_opcode = 0xe9, indirect_opcode = 0xff;
constexpr std::uint8_t call_through_constant = 0x15, jump_through_constant = 0x25;  // what follows

/// What may be calls and jumps to so many places, found by their opcodes alone.
class branch_finder {
 public:
  branch_finder(std::span<const std::uint8_t> code, std::span<const image_extent> places,
                std::vector<outside_reference>& all)
      : code_{code},
        begin_{reinterpret_cast<std::uintptr_t>(code.data())},
        places_{places},
        all_{all},
        had_{all.size()} {}

  /// @return how many there are
  std::size_t find() {
    std::size_t i = 0;
    for (; i + at_once < code_.size(); i += at_once)
      for (unsigned found = openings_among(code_.data() + i); found; found &= found - 1)
        look_at(i + static_cast<std::size_t>(std::countr_zero(found)));
    for (; i < code_.size(); ++i) look_at(i);
    return count_;
  }

 private:
  static constexpr std::size_t at_once = 16;

  // A bit for each of so many bytes that may be the opcode. Reads one more.
  static unsigned openings_among(const std::uint8_t* bytes) {
    const auto all_of = [](std::uint8_t byte) { return _mm_set1_epi8(static_cast<char>(byte)); };
    const auto load = [](const std::uint8_t* at) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    };
    const __m128i here = load(bytes), next = load(bytes + 1);
    const __m128i direct = _mm_cmpeq_epi8(_mm_or_si128(here, all_of(1)), all_of(jump_opcode));
    const __m128i through_constant = _mm_or_si128(_mm_cmpeq_epi8(next, all_of(call_through_constant)),
                                                  _mm_cmpeq_epi8(next, all_of(jump_through_constant)));
    const __m128i indirect = _mm_and_si128(_mm_cmpeq_epi8(here, all_of(indirect_opcode)), through_constant);
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(direct, indirect)));
  }

  void look_at(std::size_t i) {
    const std::size_t room = code_.size() - i;
    const std::uint8_t opcode = code_[i];
    if ((opcode == call_opcode || opcode == jump_opcode) && room >= 5) {
      const std::uintptr_t target = begin_ + behind(i + 1);
      if (target - begin_ >= code_.size() && is_a_place(target))
        add({static_cast<std::uint32_t>(i + 1), false, target});
    } else if (opcode == indirect_opcode && room >= 6 &&
               (code_[i + 1] == call_through_constant || code_[i + 1] == jump_through_constant)) {
      const std::uintptr_t at = behind(i + 2);
      if (at >= code_.size() || code_.size() - at < 8) return;
      if (const auto target = read<std::uint64_t>(code_.data() + at); is_a_place(target))
        add({static_cast<std::uint32_t>(at), true, target});
    }
  }

  // What these four bytes say, relative to what follows them.
  std::uintptr_t behind(std::size_t field) const {
    const auto distance = read<std::int32_t>(code_.data() + field);
    return field + 4 + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(distance));
  }
  bool is_a_place(std::uintptr_t target) const {
    return std::ranges::any_of(places_, [&](const image_extent& p) { return p.holds(target); });
  }
  // Several calls may share a constant.
  void add(const outside_reference& r) {
    ++count_;
    const auto known = [&](const outside_reference& other) { return other.absolute && other.at == r.at; };
    if (!r.absolute || std::none_of(all_.begin() + static_cast<std::ptrdiff_t>(had_), all_.end(), known))
      all_.push_back(r);
  }

  std::span<const std::uint8_t> code_;
  std::uintptr_t begin_;
  std::span<const image_extent> places_;
  std::vector<outside_reference>& all_;
  std::size_t had_, count_ = 0;
};

}  // namespace

bool find_so_many_references(std::span<const std::uint8_t> code, std::size_t count,
                             std::span<const image_extent> places, std::vector<outside_reference>& all) {
  const std::size_t had = all.size();
  if (branch_finder{code, places, all}.find() == count) return true;
  all.resize(had);
  return false;
}

}  // namespace trapline::engine
