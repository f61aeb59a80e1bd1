#include "models/costs/profile_summary.h"

namespace trapline {

profile_summary summary_of(const cost_profile& profile) {
  profile_summary all{profile.name(), profile.description(), profile.clock_hz(), {}};
  for (std::size_t i = 0; i < step_count; ++i) {
    const auto s = static_cast<step>(i);
    const standing tag = profile.of(s).tag;
    if (tag == standing::estimate || tag == standing::from_memory)
      all.doubtful.emplace_back(name_of(s), std::string(1, static_cast<char>(tag)));
  }
  return all;
}

}  // namespace trapline
