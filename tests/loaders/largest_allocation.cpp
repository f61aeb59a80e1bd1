#include "tests/loaders/largest_allocation.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {
std::size_t largest = 0;
}

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  largest = std::max(largest, bytes);
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void* operator new(std::size_t bytes) {
  if (void* at = operator new(bytes, std::nothrow)) return at;
  throw std::bad_alloc{};
}
void operator delete(void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }

namespace trapline::loaders::test {

largest_allocation::largest_allocation() { largest = 0; }
std::size_t largest_allocation::bytes() const { return largest; }

}  // namespace trapline::loaders::test
