#include "platform/loaders/unpack.h"

#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "platform/loaders/load_plan.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::array<std::uint8_t, 6> xz_magic{0xFD, '7', 'z', 'X', 'Z', 0};
constexpr std::array<std::uint8_t, 3> gzip_magic{0x1F, 0x8B, 8};
constexpr std::size_t block = std::size_t{1} << 16;
/// Kernels are packed with a dictionary of 32 MiB at the most.
constexpr std::uint64_t xz_memory_limit = 256 << 20;

template <std::size_t N>
bool starts_with(std::span<const std::uint8_t> b, const std::array<std::uint8_t, N>& magic) {
  return b.size() >= N && std::equal(magic.begin(), magic.end(), b.begin());
}

/// Collects what a decompressor gives, a block at a time, up to a limit.
class output {
 public:
  output(std::uint64_t most, const std::string& what) : most_{most}, what_{what} {}

  std::span<std::uint8_t> more() {
    bytes_.resize(used_ + block);
    return std::span{bytes_}.subspan(used_);
  }
  void used(std::size_t n) {
    used_ += n;
    if (used_ > most_) throw load_error(what_ + ": unpacks to more than " + size_text(most_));
  }
  std::vector<std::uint8_t> take() {
    bytes_.resize(used_);
    return std::move(bytes_);
  }

 private:
  std::uint64_t most_;
  const std::string& what_;
  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

[[noreturn]] void damaged(const std::string& what, const char* format, bool early) {
  throw load_error(what + ": its " + format + " data " +
                   (early ? "ends early: the file is truncated" : "is damaged"));
}

std::vector<std::uint8_t> unpack_xz(std::span<const std::uint8_t> packed, std::uint64_t most,
                                    const std::string& what) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, xz_memory_limit, 0) != LZMA_OK)
    throw load_error(what + ": no memory to unpack it");
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> at_exit{&stream, lzma_end};
  stream.next_in = packed.data();
  stream.avail_in = packed.size();
  output out{most, what};
  for (;;) {
    const auto room = out.more();
    stream.next_out = room.data();
    stream.avail_out = room.size();
    const lzma_ret result = lzma_code(&stream, LZMA_FINISH);
    out.used(room.size() - stream.avail_out);
    if (result == LZMA_STREAM_END) return out.take();
    if (result == LZMA_MEMLIMIT_ERROR)
      throw load_error(what + ": its XZ data needs more than 256 MiB to unpack");
    if (result != LZMA_OK) damaged(what, "XZ", result == LZMA_BUF_ERROR);
  }
}

std::vector<std::uint8_t> unpack_gzip(std::span<const std::uint8_t> packed, std::uint64_t most,
                                      const std::string& what) {
  z_stream stream{};
  constexpr int gzip_only = 16;
  if (inflateInit2(&stream, MAX_WBITS + gzip_only) != Z_OK)
    throw load_error(what + ": no memory to unpack it");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> at_exit{&stream, inflateEnd};
  output out{most, what};
  while (true) {
    if (stream.avail_in == 0) {
      const std::size_t n = std::min<std::size_t>(packed.size(), 1u << 30);
      stream.next_in = const_cast<Bytef*>(packed.data());  // zlib's interface has no const; it does not write
      stream.avail_in = static_cast<uInt>(n);
      packed = packed.subspan(n);
    }
    const auto room = out.more();
    stream.next_out = room.data();
    stream.avail_out = static_cast<uInt>(room.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    out.used(room.size() - stream.avail_out);
    if (result == Z_STREAM_END) return out.take();
    if (result != Z_OK) damaged(what, "gzip", result == Z_BUF_ERROR);
  }
}

}  // namespace

packing packing_of(std::span<const std::uint8_t> b) {
  if (starts_with(b, xz_magic)) return packing::xz;
  if (starts_with(b, gzip_magic)) return packing::gzip;
  return packing::none;
}

std::vector<std::uint8_t> unpack(std::span<const std::uint8_t> packed, std::uint64_t most,
                                 const std::string& what) {
  switch (packing_of(packed)) {
    case packing::xz:
      return unpack_xz(packed, most, what);
    case packing::gzip:
      return unpack_gzip(packed, most, what);
    case packing::none:
      break;
  }
  throw load_error(what + ": packed in a way that is not known here (XZ and gzip are)");
}

}  // namespace trapline::loaders
