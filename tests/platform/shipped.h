/// The files that the source tree ships, whatever the environment says.
#pragma once

#include "platform/configuration/data_files.h"

namespace trapline::testing {

inline data_files shipped() { return data_files{{TRAPLINE_SOURCE_DIR}}; }

}  // namespace trapline::testing
