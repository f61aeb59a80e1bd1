#include "platform/recordings/disassembly.h"

#include <Zydis/Zydis.h>

#include <cinttypes>
#include <cstdio>

namespace trapline {
namespace {

ZydisMachineMode mode_of(unsigned bits) {
  return bits == 64   ? ZYDIS_MACHINE_MODE_LONG_64
         : bits == 32 ? ZYDIS_MACHINE_MODE_LEGACY_32
                      : ZYDIS_MACHINE_MODE_LEGACY_16;
}

std::string bytes_of(const instruction_view::instruction& i) {
  std::string all;
  for (std::size_t n = 0; n < i.size; ++n) {
    char byte[8];
    std::snprintf(byte, sizeof byte, "%s%02X", n == 0 ? "" : " ", unsigned{i.bytes[n]});
    all += byte;
  }
  return all.empty() ? "no memory" : all;
}

}  // namespace

std::string in_words(const instruction_view::instruction& i) {
  ZydisDisassembledInstruction decoded;
  if (!ZYAN_SUCCESS(ZydisDisassembleIntel(mode_of(i.bits), i.offset, i.bytes.data(), i.size, &decoded)))
    return bytes_of(i);
  return decoded.text;
}

std::string place_of(const instruction_view::instruction& i) {
  char text[32];
  if (i.bits == 16)
    std::snprintf(text, sizeof text, "%04X:%04" PRIX64, unsigned{i.segment}, i.offset);
  else
    std::snprintf(text, sizeof text, "%0*" PRIX64, i.bits == 64 ? 16 : 8, i.offset);
  return text;
}

}  // namespace trapline
