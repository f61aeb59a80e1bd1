/// A picture as a PNG file (ISO/IEC 15948), eight bits each of red, green and blue, without loss.
#pragma once

#include <string>

#include "sim/picture.h"

namespace trapline {

/// The file's bytes. @pre the picture has at least one pixel.
std::string png_of(const picture&);

}  // namespace trapline
