/// Code as the library's translator fetches it: from its page in the host, where it lies in the page that is being
/// translated, and other than it is where something stands in for it.
#include <cstring>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/translation.h"

using trapline::engine::now_translating;
using trapline::engine::translation;
using namespace trapline::engine::library;

extern "C" {
std::uint32_t cpu_lduw_code_x86_64(cpu_env*, std::uint64_t linear);
std::uint32_t cpu_ldl_code_x86_64(cpu_env*, std::uint64_t linear);
}

namespace {

// Where these bytes of code lie, if all of them are in the page that is being translated. A translation that
// a fault ended has left its window open.
const std::uint8_t* in_window(const translation& t, std::uint64_t linear, std::size_t bytes) {
  if (!t.core || !t.core->translating) return nullptr;
  const std::uint8_t* const host = t.code.at(linear);
  return host && t.code.at(linear + bytes - 1) ? host : nullptr;
}

}  // namespace

extern "C" {

// Something stands in for what the library would take for something else than it is.
std::uint32_t cpu_ldub_code_x86_64(cpu_env* env, std::uint64_t linear) {
  static const auto real = original(&cpu_ldub_code_x86_64, "cpu_ldub_code_x86_64");
  const translation& t = now_translating;
  const std::uint64_t offset = linear - t.stand_in_at;
  if (offset < t.stand_in.size() && t.stand_in_at != translation::nowhere) return t.stand_in[offset];
  const std::uint8_t* const host = in_window(t, linear, 1);
  return host ? *host : real(env, linear);
}

std::uint32_t cpu_lduw_code_x86_64(cpu_env* env, std::uint64_t linear) {
  std::uint16_t value = 0;
  const std::uint8_t* const host = in_window(now_translating, linear, sizeof value);
  if (!host) return cpu_ldub_code_x86_64(env, linear) | cpu_ldub_code_x86_64(env, linear + 1) << 8;
  std::memcpy(&value, host, sizeof value);
  return value;
}

std::uint32_t cpu_ldl_code_x86_64(cpu_env* env, std::uint64_t linear) {
  std::uint32_t value = 0;
  const std::uint8_t* const host = in_window(now_translating, linear, sizeof value);
  if (!host) return cpu_lduw_code_x86_64(env, linear) | cpu_lduw_code_x86_64(env, linear + 2) << 16;
  std::memcpy(&value, host, sizeof value);
  return value;
}

}  // extern "C"

namespace trapline::engine {

std::span<const replacement> fetch_replacements() {
  static const replacement all[] = {
      {"cpu_ldub_code_x86_64", reinterpret_cast<const void*>(&cpu_ldub_code_x86_64)},
      {"cpu_lduw_code_x86_64", reinterpret_cast<const void*>(&cpu_lduw_code_x86_64)},
      {"cpu_ldl_code_x86_64", reinterpret_cast<const void*>(&cpu_ldl_code_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
