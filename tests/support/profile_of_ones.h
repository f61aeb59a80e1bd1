/// A shipped profile with one cycle for every step: what a guest does in a given time is then hardly the monitor's.
#pragma once

#include <regex>
#include <string>

#include "models/costs/cost_profile.h"
#include "tests/support/temporary_folder.h"

namespace trapline::testing {

inline cost_profile profile_of_ones() {
  const temporary_folder folder;
  const std::string shipped = content_of(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
  return cost_profile::load(
      folder.file("ones.toml", std::regex_replace(shipped, std::regex{"cycles = [0-9_]+"}, "cycles = 1")));
}

}  // namespace trapline::testing
