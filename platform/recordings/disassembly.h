/// A guest's instruction in words.
#pragma once

#include <string>

#include "sim/records/record_listener.h"

namespace trapline {

/// "in al, 0x40"; the bytes if they are no instruction.
std::string in_words(const instruction_view::instruction&);
/// "F000:E2C3" in real mode and 16-bit code, else the offset.
std::string place_of(const instruction_view::instruction&);

}  // namespace trapline
