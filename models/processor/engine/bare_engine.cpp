#include "models/processor/engine/bare_engine.h"

#include <dlfcn.h>
#include <unicorn/unicorn.h>

#include <cstdio>
#include <cstdlib>

// NOLINTBEGIN(readability-identifier-naming): the library's names
extern "C" {
// Every store would take the slow path that looks for translated code, of which there is none in the pages
// that the loops write.
void tlb_set_page_with_attrs_x86_64(void* cpu, std::uint64_t linear, std::uint64_t physical,
                                    std::uint32_t attrs, int protection, int mmu, std::uint64_t bytes) {
  static const auto real = reinterpret_cast<decltype(&tlb_set_page_with_attrs_x86_64)>(
      dlsym(RTLD_NEXT, "tlb_set_page_with_attrs_x86_64"));
  static const auto set_dirty =
      reinterpret_cast<void (*)(void*, std::uint64_t)>(dlsym(RTLD_NEXT, "tlb_set_dirty_x86_64"));
  real(cpu, linear, physical, attrs, protection, mmu, bytes);
  set_dirty(cpu, linear);
}

// The look behind every load and store whether to leave.
void check_exit_request_x86_64(void*) {}
}
// NOLINTEND(readability-identifier-naming)

namespace trapline::engine {
namespace {

void check(uc_err error) {
  if (error == UC_ERR_OK) return;
  std::fprintf(stderr, "the library says: %s\n", uc_strerror(error));
  std::exit(1);
}

std::uint32_t answer(uc_engine*, std::uint32_t, int, void* accesses) {
  return ++*static_cast<std::uint32_t*>(accesses);
}

}  // namespace

void bare_engine::run(const std::vector<std::uint8_t>& code, std::uint32_t ecx) const {
  uc_engine* uc = nullptr;
  check(uc_open(UC_ARCH_X86, UC_MODE_32, &uc));
  check(uc_mem_map(uc, 0, ram_bytes, UC_PROT_ALL));
  check(uc_mem_write(uc, entry, code.data(), code.size()));
  std::uint32_t accesses = 0;
  uc_hook hook = 0;
  check(
      uc_hook_add(uc, &hook, UC_HOOK_INSN, reinterpret_cast<void*>(&answer), &accesses, 1, 0, UC_X86_INS_IN));
  check(uc_reg_write(uc, UC_X86_REG_ECX, &ecx));
  check(uc_reg_write(uc, UC_X86_REG_ESP, &stack));
  check(uc_emu_start(uc, entry, entry + code.size() + 1, 0, 0));
  uc_close(uc);
}

}  // namespace trapline::engine
