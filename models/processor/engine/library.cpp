#include "models/processor/engine/library.h"

#include <dlfcn.h>

#include <array>
#include <stdexcept>
#include <string>

#include "models/processor/engine/self_test.h"

namespace trapline::engine {

namespace library {

namespace {

// The counter lies in random_seed, the core in jmp_env: fields that the library never uses.
constexpr std::array releases = {
    release{.major = 2,
            .minor = 0,
            .name = "2.0.1",
            .cflags_next_tb = 24,
            .interrupt_request = 28,
            .counter = 56,
            .core = 64,
            .env = 296,
            .mem_io_pc = 33144,
            .cpu_class = 33200,
            .synchronize_from_tb = 8,
            .exec_interrupt = 17,
            .regions = 39184,
            .regions_used = 39208,
            .ld_i32 = 13,
            .movi_i64 = 64,
            .ld_i64 = 73,
            .st_i64 = 77,
            .add_i64 = 78},
};

}  // namespace

const release& linked_release() {
  unsigned major = 0;
  unsigned minor = 0;
  uc_version(&major, &minor);
  for (const release& r : releases)
    if (r.major == major && r.minor == minor) return r;
  std::string known;
  for (const release& r : releases) known += (known.empty() ? "" : ", ") + std::string(r.name);
  throw std::runtime_error(engine_version() + " cannot be used as the processor: known to work is " + known +
                           " (Debian 12: libunicorn2)");
}

// The library's own also puts TF, IOPL and VM there. While code runs it looks for them in the flags, and
// what lies here too would stay when they change.
void update_hflags(cpu_env& env) {
  x86_update_hflags_x86_64(&env);
  env.hflags &= ~(hf_tf | hf_iopl | hf_vm);
}

void* next_definition(const char* name) {
  void* found = dlsym(RTLD_NEXT, name);
  if (!found)
    throw std::runtime_error(engine_version() + " does not export " + name +
                             ": it cannot be used as the processor (a static or stripped library?)");
  return found;
}

}  // namespace library

std::string engine_version() {
  unsigned major = 0;
  unsigned minor = 0;
  const unsigned whole = uc_version(&major, &minor);
  return "unicorn " + std::to_string(major) + "." + std::to_string(minor) + "." +
         std::to_string((whole >> 8) & 0xff);
}

}  // namespace trapline::engine
