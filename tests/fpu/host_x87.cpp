#include "tests/fpu/host_x87.h"

#include <sys/mman.h>

#include <cstdlib>

namespace trapline::test {

namespace {
constexpr std::size_t page = 4096;
}

host_x87::host_x87() {
  void* p = mmap(nullptr, page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) std::abort();
  code_ = static_cast<std::uint8_t*>(p);
}

host_x87::~host_x87() { munmap(code_, page); }

// frstor [rdi]; push rdx; popfq; the instruction on [rsi]; pushfq; pop rax; fnsave [rdi]; ret
void host_x87::load(unsigned opcode) {
  std::uint8_t modrm = static_cast<std::uint8_t>(opcode);
  if (modrm < 0xc0) modrm |= 6;
  const std::array<std::uint8_t, 12> code{
      0xdd, 0x27, 0x52, 0x9d, static_cast<std::uint8_t>(0xd8 | opcode >> 8), modrm, 0x9c,
      0x58, 0xdd, 0x37, 0xc3};
  std::memcpy(code_, code.data(), code.size());
}

x87_image host_x87::run(const x87_image& before) const {
  constexpr std::uint64_t arithmetic = 0x8d5, always = 0x202;
  x87_image after = before;
  std::uint8_t* bytes = after.bytes.data();
  std::uint64_t flags = before.flags | always;
  asm volatile("call *%[code]"
               : "=a"(after.flags), "+D"(bytes)
               : "S"(after.memory.data()), "d"(flags), [code] "r"(code_)
               : "memory", "cc", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)");
  after.flags &= arithmetic;
  return after;
}

}  // namespace trapline::test
