#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "models/processor/engine/plain_opening.h"

using namespace trapline::engine;

namespace {

using raw_code = std::vector<std::uint8_t>;
constexpr std::size_t longest = 15;

/// A processor without anything that CPUID tells of, but for CMOVcc and what makes it execute such code.
cpu_description least(bool has_cmov, code_size size) {
  constexpr std::uint32_t cmov = 1u << 15, long_mode = 1u << 29;
  cpu_description d;
  d.features_edx = has_cmov ? cmov : 0;
  d.extended_edx = size == code_size::bits64 ? long_mode : 0;
  d.features_ecx = d.extended_ecx = 0;
  return d;
}

struct tally {
  std::size_t plain = 0;
  std::vector<raw_code> wrong;  // the first of them

  void look_at(const raw_code& code, code_size size, unsigned conditions) {
    const plain_conditions c{(conditions & 1) != 0, (conditions & 2) != 0, (conditions & 4) != 0};
    if (!is_plain(code.data(), size, c)) return;
    ++plain;
    constexpr std::size_t most = 20;
    if (calls_for_care(code, size, least(c.has_cmov, size), c) && wrong.size() < most) wrong.push_back(code);
  }
};

/// Instructions of every opcode and ModR/M behind these prefixes; what follows is random.
void look_behind(tally& all, const raw_code& prefixes, code_size size, std::mt19937& random) {
  for (unsigned escape = 0; escape < 2; ++escape)
    for (unsigned opcode = 0; opcode < 256; ++opcode)
      for (unsigned modrm = 0; modrm < 256; ++modrm) {
        raw_code code = prefixes;
        if (escape) code.push_back(0x0f);
        code.push_back(static_cast<std::uint8_t>(opcode));
        code.push_back(static_cast<std::uint8_t>(modrm));
        while (code.size() < longest) code.push_back(static_cast<std::uint8_t>(random()));
        all.look_at(code, size, static_cast<unsigned>(random()));
      }
}

constexpr std::array<std::uint8_t, 11> prefixes{0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65,
                                                0x66, 0x67, 0xf0, 0xf2, 0xf3};

}  // namespace

TEST_CASE(
    "engine: what is plain by its opening calls for no care, of every opcode and ModR/M behind any prefix") {
  std::mt19937 random{1};
  tally all;
  look_behind(all, {}, code_size::bits32, random);
  for (const std::uint8_t prefix : prefixes) look_behind(all, {prefix}, code_size::bits32, random);
  look_behind(all, {}, code_size::bits64, random);
  for (const int rex : {0x40, 0x41, 0x48, 0x4f})
    look_behind(all, {static_cast<std::uint8_t>(rex)}, code_size::bits64, random);
  for (const std::uint8_t prefix : prefixes) {
    look_behind(all, {prefix}, code_size::bits64, random);
    look_behind(all, {prefix, 0x48}, code_size::bits64, random);
    look_behind(all, {0x48, prefix}, code_size::bits64, random);
  }
  CHECK(all.wrong == std::vector<raw_code>{});
  CHECK(all.plain > 1'000'000);
}

TEST_CASE("engine: what is plain by its opening calls for no care, of random bytes behind random prefixes") {
  std::mt19937 random{2};
  tally all;
  for (unsigned i = 0; i < 2'000'000; ++i) {
    raw_code code;
    for (auto n = random() % 4; n > 0; --n) code.push_back(prefixes[random() % prefixes.size()]);
    const auto size = random() % 2 ? code_size::bits32 : code_size::bits64;
    if (size == code_size::bits64 && random() % 2)
      code.push_back(static_cast<std::uint8_t>(0x40 | random() % 16));
    if (random() % 2) code.push_back(0x0f);
    while (code.size() < longest) code.push_back(static_cast<std::uint8_t>(random()));
    all.look_at(code, size, static_cast<unsigned>(random()));
  }
  CHECK(all.wrong == std::vector<raw_code>{});
  CHECK(all.plain > 100'000);
}

TEST_CASE("engine: most of a system's code is plain by its opening") {
  const auto plain = [](raw_code code, code_size size, plain_conditions c = {.has_cmov = true}) {
    code.resize(longest_plain_opening);
    return is_plain(code.data(), size, c);
  };
  for (const code_size size : {code_size::bits32, code_size::bits64}) {
    CHECK(plain({0x89, 0xd8}, size));
    CHECK(plain({0x66, 0x89, 0x45, 0x08}, size));
    CHECK(plain({0x64, 0xa1, 0x00, 0x10, 0x20, 0x30}, size));
    CHECK(plain({0xf3, 0xa5}, size));
    CHECK(plain({0x0f, 0xb6, 0xc0}, size));
    CHECK(plain({0x0f, 0x84, 0x00, 0x10, 0x00, 0x00}, size));
    CHECK(plain({0x0f, 0x44, 0xc1}, size));
    CHECK_FALSE(plain({0x0f, 0x44, 0xc1}, size, {}));
    CHECK_FALSE(plain({0x64, 0xa1, 0x00, 0x10, 0x20, 0x30}, size, {.checks_fs = true}));
    CHECK_FALSE(plain({0x65, 0x8b, 0x03}, size, {.checks_gs = true}));
    CHECK(plain({0x8b, 0x03}, size, {.checks_fs = true, .checks_gs = true}));
    CHECK_FALSE(plain({0x2e, 0x89, 0x03}, size));
    CHECK_FALSE(plain({0xf0, 0x01, 0x03}, size));
    CHECK_FALSE(plain({0xf3, 0x90}, size));
    CHECK_FALSE(plain({0x8d, 0xc0}, size));
    CHECK_FALSE(plain({0x01, 0x03}, size));
    CHECK(plain({0x01, 0xd8}, size));
    CHECK_FALSE(plain({0x9b}, size));
    CHECK_FALSE(plain({0xd9, 0xee}, size));
  }
  CHECK(plain({0xc3}, code_size::bits32));
  CHECK_FALSE(plain({0xc3}, code_size::bits64));
  CHECK(plain({0x48, 0x89, 0xd8}, code_size::bits64));
  CHECK_FALSE(plain({0x48, 0x66, 0x89, 0xd8}, code_size::bits64));
}
