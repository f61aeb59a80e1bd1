/// The classes of the encodings met so far, for all cores of the process: decoding anew at each translation
/// would be a twentieth of a boot.
#pragma once

#include <cstdint>
#include <span>

#include "models/processor/timing/classify.h"

namespace trapline::timing {

/// What classify() says. Threads may call it at once.
classified classify_by_memo(std::span<const std::uint8_t> bytes, engine::code_size);

}  // namespace trapline::timing
