/// The SHA-256 of a text, in lower-case hexadecimal (FIPS 180-4): how results name what a guest wrote.
#pragma once

#include <string>
#include <string_view>

namespace trapline {

std::string sha256(std::string_view);

}  // namespace trapline
