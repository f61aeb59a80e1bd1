#include "platform/recordings/gzip.h"

#include <zlib.h>

#include <limits>
#include <stdexcept>

namespace trapline {

bool is_gzip_name(const std::string& path) { return path.ends_with(".gz"); }

std::string gzip(const std::string& content) {
  constexpr int largest_window = 15, with_gzip_header = 16, memory_level = 8;
  constexpr std::size_t portion = std::numeric_limits<uInt>::max() / 2;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, largest_window + with_gzip_header, memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error{"zlib cannot be started"};
  std::string packed, part(1 << 20, '\0');
  for (std::size_t from = 0; from < content.size() || from == 0; from += portion) {
    const bool last = content.size() - from <= portion;
    // zlib's interface has no const; it does not write.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data() + from));
    stream.avail_in = static_cast<uInt>(last ? content.size() - from : portion);
    do {
      stream.next_out = reinterpret_cast<Bytef*>(part.data());
      stream.avail_out = static_cast<uInt>(part.size());
      deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
      packed.append(part, 0, part.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return packed;
}

}  // namespace trapline
