/// The library as it comes, without our core: the loops of trapline-bench-engine by uc_emu_start, and port
/// accesses by its port hook. A program of its own, because the core replaces the library's functions.
#include <unicorn/unicorn.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/engine/bench_report.h"
#include "tests/engine/guest.h"

using namespace trapline::engine_tests;

namespace {

constexpr std::uint64_t entry = 0x10000;
constexpr std::size_t ram_bytes = 4 << 20;

void check(uc_err error) {
  if (error == UC_ERR_OK) return;
  std::fprintf(stderr, "the library says: %s\n", uc_strerror(error));
  std::exit(1);
}

std::uint32_t answer(uc_engine*, std::uint32_t, int, void* user) {
  return ++*static_cast<std::uint32_t*>(user);
}

// Iterations a second.
double run(const loop& l, std::uint32_t iterations) {
  uc_engine* uc = nullptr;
  check(uc_open(UC_ARCH_X86, UC_MODE_32, &uc));
  check(uc_mem_map(uc, 0, ram_bytes, UC_PROT_ALL));
  const auto code = guest(l.name);
  check(uc_mem_write(uc, entry, code.data(), code.size()));
  std::uint32_t accesses = 0;
  uc_hook hook = 0;
  check(
      uc_hook_add(uc, &hook, UC_HOOK_INSN, reinterpret_cast<void*>(&answer), &accesses, 1, 0, UC_X86_INS_IN));
  const std::uint32_t stack = 0x70000;
  check(uc_reg_write(uc, UC_X86_REG_ECX, &iterations));
  check(uc_reg_write(uc, UC_X86_REG_ESP, &stack));
  const stopwatch watch;
  check(uc_emu_start(uc, entry, entry + code.size() + 1, 0, 0));
  const double rate = iterations / watch.seconds();
  uc_close(uc);
  return rate;
}

}  // namespace

int main() {
  constexpr std::uint32_t slower = 20;  // every store takes the library's slow path
  report("bare", compute.name, run(compute, compute.iterations) * compute.instructions_each / 1e6, "MIPS");
  report("bare", memory.name, run(memory, memory.iterations / slower) * memory.instructions_each / 1e6,
         "MIPS");
  report("bare", branchy.name, run(branchy, branchy.iterations / slower) * branchy.instructions_each / 1e6,
         "MIPS");
  report("bare", ports.name, run(ports, ports.iterations) / 1e6, "M accesses/s");
}
