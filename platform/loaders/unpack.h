/// Decompression of kernels on the host: the 2.3 billion instructions that a guest spends on unpacking
/// an XZ kernel tell nothing about its machine.
/// *Not modelled*: LZMA, bzip2, LZO, LZ4 and Zstandard; kernels packed so unpack themselves.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trapline::loaders {

enum class packing { none, gzip, xz };

packing packing_of(std::span<const std::uint8_t>);

/// @param most what the result may have; the rest of `packed` behind the end of the stream is ignored
/// @throws load_error naming `what` when the data is damaged, ends early or gives more than `most` bytes
std::vector<std::uint8_t> unpack(std::span<const std::uint8_t> packed, std::uint64_t most,
                                 const std::string& what);

}  // namespace trapline::loaders
