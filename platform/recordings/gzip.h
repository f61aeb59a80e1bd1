/// A file's content as gzip packs it (RFC 1952), for recordings of long runs.
#pragma once

#include <string>

namespace trapline {

/// Whether a file of this name is to be packed: it ends with ".gz".
bool is_gzip_name(const std::string& path);
/// By the fastest of zlib's levels; the same bytes each time.
std::string gzip(const std::string& content);

}  // namespace trapline
