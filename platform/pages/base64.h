/// Bytes as text, for a page that carries its pictures itself (RFC 4648, section 4).
#pragma once

#include <string>

namespace trapline::pages {

std::string base64_of(const std::string& bytes);

}  // namespace trapline::pages
