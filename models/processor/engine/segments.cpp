#include "models/processor/engine/segments.h"

namespace trapline::engine {

namespace {

using library::cpu_env;

// Of a descriptor's high dword.
constexpr std::uint32_t is_code_or_data = 1u << 12, present = 1u << 15, big = 1u << 22, code = 1u << 11,
                        expand_down = 1u << 10, writable_or_readable = 1u << 9;
constexpr std::uint32_t whole = 0xffff'ffff, real_limit = 0xffff;

bool is_even(const cpu_env& env, unsigned index) {
  const library::segment& s = env.segs[index];
  if (!env.segments_protected()) return s.limit >= real_limit;
  if (s.limit != whole || !(s.flags & present)) return false;
  if (index == library::cs) return true;
  constexpr std::uint32_t type = is_code_or_data | code | expand_down | writable_or_readable;
  return (s.flags & type) == (is_code_or_data | writable_or_readable);
}

bool type_allows(const library::segment& s, bool write) {
  if (!(s.flags & present) || !(s.flags & is_code_or_data)) return false;
  if (s.flags & code) return !write && (s.flags & writable_or_readable);
  return !write || (s.flags & writable_or_readable);
}

}  // namespace

void refresh_segments(cpu_env& env) {
  env.hflags &= ~library::hf_all_uneven;
  if (env.hflags & library::hf_cs64) return;
  for (unsigned i = library::es; i <= library::gs; ++i)
    if (!is_even(env, i)) env.hflags |= library::hf_uneven(i);
}

bool segment_allows(const cpu_env& env, unsigned index, std::uint64_t offset, std::uint32_t bytes,
                    bool write) {
  const library::segment& s = env.segs[index];
  const std::uint64_t last = offset + bytes - 1;
  if (!env.segments_protected()) return last <= s.limit;
  if (!type_allows(s, write)) return false;
  if ((s.flags & (code | expand_down)) != expand_down) return last <= s.limit;
  return offset > s.limit && last <= (s.flags & big ? whole : real_limit);
}

}  // namespace trapline::engine
