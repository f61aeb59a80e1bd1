/// Which segments need their accesses checked. The library checks neither limits nor types of data segments;
/// a segment that reaches everything and may be written needs neither, so that flat code pays nothing.
/// Intel SDM volume 3, 5.3 to 5.5.
#pragma once

#include <cstdint>

#include "models/processor/engine/library.h"

namespace trapline::engine {

/// After a segment or the mode changed: marks those to be checked in hflags.
void refresh_segments(library::cpu_env&);

/// Whether this many bytes at `offset` may be read or written through the segment.
bool segment_allows(const library::cpu_env&, unsigned segment, std::uint64_t offset, std::uint32_t bytes,
                    bool write);

/// The vector of an access that is not allowed: #SS through SS, else #GP.
constexpr int segment_fault(unsigned segment) { return segment == library::ss ? 12 : 13; }

}  // namespace trapline::engine
