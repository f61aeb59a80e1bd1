/// What a device model adds to the software that it is put into: its chips' code and constant data, in bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace trapline::exploration {

/// As GCC 12 makes it of the chips that stand in models/devices (-O2, x86-64): a model's own code, without what it
/// shares with others and with the monitor. @param device as placements name it; 0 for one that is none of Trapline's.
std::uint64_t model_bytes(std::string_view device);

}  // namespace trapline::exploration
