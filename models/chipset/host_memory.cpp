#include "models/chipset/host_memory.h"

#include <sys/mman.h>
#include <new>

namespace trapline::chipset {

host_memory::host_memory(std::size_t bytes) {
  void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc{};
  bytes_ = {static_cast<std::byte*>(p), bytes};
}

host_memory::~host_memory() { munmap(bytes_.data(), bytes_.size()); }

}  // namespace trapline::chipset
