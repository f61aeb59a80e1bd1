#include "models/processor/timing/lru_sets.h"

#include <algorithm>

namespace trapline::timing {

namespace {
constexpr std::uint64_t none = ~std::uint64_t{0};
}

lru_sets::lru_sets(std::size_t sets, std::size_t ways) : sets_{sets}, ways_{ways}, keys_(sets * ways, none) {}

bool lru_sets::touch(std::uint64_t key) {
  std::uint64_t* const first = set_of(key);
  std::uint64_t* const end = first + ways_;
  std::uint64_t* const found = std::find(first, end, key);
  const bool there = found != end;
  ++(there ? hits_ : misses_);
  std::copy_backward(first, there ? found : end - 1, there ? found + 1 : end);
  *first = key;
  return there;
}

void lru_sets::drop(std::uint64_t key) {
  std::uint64_t* const first = set_of(key);
  std::uint64_t* const end = first + ways_;
  std::uint64_t* const found = std::find(first, end, key);
  if (found == end) return;
  std::copy(found + 1, end, found);
  *(end - 1) = none;
}

void lru_sets::drop_all() { std::fill(keys_.begin(), keys_.end(), none); }

}  // namespace trapline::timing
