#include <Zydis/Zydis.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "models/processor/timing/class_memo.h"
#include "models/processor/timing/classify.h"
#include "models/processor/timing/encoding.h"

using namespace trapline::timing;
using trapline::engine::code_size;

namespace {

using bytes = std::vector<std::uint8_t>;

/// As long as Zydis finds the instruction; bytes that are none are as long as the engine's stand-in, UD2.
std::size_t length_of(const bytes& b, code_size size) {
  static const auto decoders = [] {
    std::array<ZydisDecoder, 3> all;
    ZydisDecoderInit(&all[0], ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_STACK_WIDTH_16);
    ZydisDecoderInit(&all[1], ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32);
    ZydisDecoderInit(&all[2], ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    return all;
  }();
  ZydisDecodedInstruction found;
  const auto& decoder = decoders[static_cast<std::size_t>(size)];
  return ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, nullptr, b.data(), b.size(), &found))
             ? found.length
             : 2;
}

/// Two instructions of every opcode and ModR/M behind these prefixes: what follows differs. The second one
/// is answered by what was kept of the first.
std::size_t wrong_behind(const bytes& prefixes, code_size size) {
  std::size_t wrong = 0;
  for (unsigned escape = 0; escape < 2; ++escape)
    for (unsigned opcode = 0; opcode < 256; ++opcode)
      for (unsigned modrm = 0; modrm < 256; ++modrm)
        for (const std::uint8_t rest : {std::uint8_t{0x24}, std::uint8_t{0xdb}}) {
          bytes b = prefixes;
          if (escape) b.push_back(0x0f);
          b.push_back(static_cast<std::uint8_t>(opcode));
          b.push_back(static_cast<std::uint8_t>(modrm));
          b.resize(15, rest);
          const std::span<const std::uint8_t> code{b.data(), length_of(b, size)};
          wrong += classify_by_memo(code, size) != classify(code, size);
        }
  return wrong;
}

}  // namespace

TEST_CASE("timing: the memo of classes says what Zydis says, of every opcode and ModR/M behind any prefix") {
  for (const code_size size : {code_size::bits16, code_size::bits32, code_size::bits64}) {
    CHECK(wrong_behind({}, size) == 0);
    for (const int prefix : {0x66, 0xf0, 0xf3})
      CHECK(wrong_behind({static_cast<std::uint8_t>(prefix)}, size) == 0);
  }
  CHECK(wrong_behind({0x48}, code_size::bits64) == 0);
  CHECK(wrong_behind({0x66, 0x44}, code_size::bits64) == 0);
}

TEST_CASE("timing: the memo of classes says what Zydis says, of random bytes behind random prefixes") {
  constexpr std::array<std::uint8_t, 13> prefixes{0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66,
                                                  0x67, 0xf0, 0xf2, 0xf3, 0x41, 0x4d};
  std::mt19937 random{1};
  std::size_t wrong = 0;
  for (unsigned i = 0; i < 1'500'000; ++i) {
    bytes b;
    for (auto n = random() % 4; n > 0; --n) b.push_back(prefixes[random() % prefixes.size()]);
    if (random() % 2) b.push_back(0x0f);
    while (b.size() < 15) b.push_back(static_cast<std::uint8_t>(random()));
    const auto size = static_cast<code_size>(random() % 3);
    const std::span<const std::uint8_t> code{b.data(), length_of(b, size)};
    wrong += classify_by_memo(code, size) != classify(code, size);
  }
  CHECK(wrong == 0);
}

TEST_CASE("timing: no memo of an encoding whose class later bytes decide") {
  const auto in32 = [](bytes b) { return encoding_of(b, code_size::bits32); };
  CHECK(in32({0x01, 0xd8}));
  CHECK(in32({0x66, 0xf3, 0x0f, 0x10, 0xc1}));
  CHECK_FALSE(in32({}));
  CHECK_FALSE(in32({0x66}));
  CHECK_FALSE(in32({0x66, 0x67, 0x2e, 0x90}));
  CHECK_FALSE(in32({0x0f, 0x38, 0xf0, 0x00}));
  CHECK_FALSE(in32({0x0f, 0x0f, 0xc1, 0x9e}));
  CHECK_FALSE(in32({0xc5, 0xf8, 0x77}));
  CHECK(in32({0x01, 0xd8}) != in32({0x01, 0xd9}));
  CHECK(in32({0x01, 0xd8}) != encoding_of(bytes{0x01, 0xd8}, code_size::bits16));
  CHECK(in32({0x3e, 0x01, 0xd8}) != in32({0x66, 0x01, 0xd8}));
}
