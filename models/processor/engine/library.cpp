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
constexpr release debian_12{.major = 2,
                            .minor = 0,
                            .patch = 1,
                            .name = "2.0.1",
                            .memory_mapping = "memory_mapping",
                            .tells_undefined_twice = false,
                            .tells_linear_addresses = true,
                            .features_edx = 0x0708'8100,
                            .features_ecx = 0x0218'2200,
                            .cflags_next_tb = 24,
                            .interrupt_request = 28,
                            .counter = 56,
                            .core = 64,
                            .env = 296,
                            .mem_io_pc = 33144,
                            .cpu_class = 33200,
                            .synchronize_from_tb = 8,
                            .exec_interrupt = 17,
                            .temporaries = 48,
                            .regions = 39184,
                            .regions_used = 39208,
                            .operations_end = 0x7390,
                            .movi_i64 = 64,
                            .ld_i64 = 73,
                            .st_i64 = 77,
                            .add_i64 = 78,
                            .generator = {.known = true,
                                          .way_out = 0x98,
                                          .high_water = 0xd0,
                                          .instruction_ends = 0x74b8,
                                          .instruction_notes = 0x78b8,
                                          .block_code = 32,
                                          .block_resets = 88,
                                          .block_arguments = 96,
                                          .call = 2,
                                          .exit_tb = 130,
                                          .first_access = 133,
                                          .last_access = 136}};

constexpr release debian_13 = [] {
  release r = debian_12;
  r.minor = 1;
  r.name = "2.1.1";
  r.memory_mapping = "find_memory_mapping_x86_64";
  r.tells_undefined_twice = true;
  r.tells_linear_addresses = false;
  r.features_edx = 0x078b'fbfd;
  r.features_ecx = 0x8000'2001;
  r.exec_interrupt = 18;
  r.generator.known = false;
  return r;
}();

constexpr std::array releases{debian_12, debian_13};

}  // namespace

const release& linked_release() {
  unsigned major = 0;
  unsigned minor = 0;
  const unsigned patch = (uc_version(&major, &minor) >> 8) & 0xff;
  for (const release& r : releases)
    if (r.major == major && r.minor == minor && r.patch == patch) return r;
  std::string known;
  for (const release& r : releases) known += (known.empty() ? "" : ", ") + std::string(r.name);
  throw std::runtime_error(engine_version() + " cannot be used as the processor: known to work is " + known +
                           " (Debian 12's and 13's libunicorn2)");
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
