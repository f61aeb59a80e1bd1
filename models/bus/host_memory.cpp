#include "models/bus/host_memory.h"

#include <sys/mman.h>
#include <algorithm>
#include <new>

namespace trapline::bus {

host_memory::host_memory(std::size_t bytes) {
  void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc{};
  bytes_ = {static_cast<std::byte*>(p), bytes};
}

void host_memory::clear() {
  // Private pages of no file come back as zeros. A host that does not do so is written to.
  if (madvise(bytes_.data(), bytes_.size(), MADV_DONTNEED) != 0) std::ranges::fill(bytes_, std::byte{});
}

host_memory::~host_memory() { munmap(bytes_.data(), bytes_.size()); }

}  // namespace trapline::bus
