/// How numbers stand in messages.
#pragma once

#include <cstdint>
#include <string>

namespace trapline::loaders {

/// 1000000h, as the datasheets write it.
std::string hex(std::uint64_t);
/// A size rounded up to what a person would set: "31 MiB", "640 KiB", "12 bytes".
std::string size_text(std::uint64_t bytes);

}  // namespace trapline::loaders
