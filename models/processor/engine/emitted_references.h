/// What code that was just generated refers to, by the operations that it was generated from.
#pragma once

#include <cstddef>
#include <optional>

#include "models/processor/engine/library.h"

namespace trapline::engine {

/// How many calls and jumps of a block's code lead out of it: one of each operation that calls a function, accesses
/// memory (where it is not at hand), or leaves. Nothing if it holds an address too, or may.
std::optional<std::size_t> emitted_references(void* ctx, const library::translation_block&);

}  // namespace trapline::engine
