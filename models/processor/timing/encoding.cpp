#include "models/processor/timing/encoding.h"

namespace trapline::timing {

namespace {

constexpr std::size_t longest_instruction = 15, most_prefixes = 2;

bool is_prefix(std::uint8_t byte, engine::code_size size) {
  switch (byte) {
    case 0x26:
    case 0x2e:
    case 0x36:
    case 0x3e:
    case 0x64:
    case 0x65:
    case 0x66:
    case 0x67:
    case 0xf0:
    case 0xf2:
    case 0xf3:
      return true;
    default:
      return size == engine::code_size::bits64 && (byte & 0xf0) == 0x40;  // REX
  }
}

}  // namespace

std::optional<std::uint64_t> encoding_of(std::span<const std::uint8_t> bytes, engine::code_size size) {
  if (bytes.empty() || bytes.size() > longest_instruction) return std::nullopt;
  std::size_t at = 0;
  std::uint64_t key = static_cast<std::uint64_t>(size) << 4 | bytes.size();
  const auto add = [&key](std::uint8_t byte) { key = key << 8 | byte; };
  while (at < bytes.size() && is_prefix(bytes[at], size)) {
    if (at == most_prefixes) return std::nullopt;
    add(bytes[at++]);
  }
  for (std::size_t none = at; none < most_prefixes; ++none) add(0);
  if (at == bytes.size()) return std::nullopt;
  constexpr std::uint8_t escape = 0x0f;
  const bool two_bytes = bytes[at] == escape;
  if (two_bytes && ++at == bytes.size()) return std::nullopt;
  const std::uint8_t opcode = bytes[at++];
  switch (opcode) {
    case 0x0f:
    case 0x38:
    case 0x3a:  // 3DNow!, three bytes
      if (two_bytes) return std::nullopt;
      break;
    case 0xc4:
    case 0xc5:
    case 0x62:
    case 0x8f:  // VEX, EVEX, XOP, and what they look like
      if (!two_bytes) return std::nullopt;
      break;
    default:
      break;
  }
  add(opcode);
  add(at < bytes.size() ? bytes[at] : 0);
  return key << 1 | (two_bytes ? 1 : 0);
}

}  // namespace trapline::timing
