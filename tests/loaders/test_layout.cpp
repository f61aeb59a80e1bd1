#include <catch2/catch.hpp>

#include "platform/loaders/elf_image.h"
#include "platform/loaders/memory_layout.h"
#include "platform/loaders/text.h"
#include "tests/loaders/images.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

constexpr std::uint64_t mib = 1 << 20;

}  // namespace

TEST_CASE("memory: sizes that no VM has are refused") {
  CHECK_THROWS_AS(memory_layout{0}, load_error);
  CHECK_THROWS_AS(memory_layout{mib + 1}, load_error);
  CHECK_THROWS_AS(memory_layout{std::uint64_t{4} << 30}, load_error);
  CHECK_THROWS_WITH(memory_layout{mib / 2}, Catch::Contains("from 1 MiB to 3072 MiB"));
}

TEST_CASE("memory: the map of a PC leaves out video memory and ROMs") {
  const auto map = pc_memory_map(2 * mib);
  REQUIRE(map.size() == 2);
  CHECK(map[0].bytes == 639 * 1024);
  CHECK(map[1].base == mib);
  CHECK(map[1].bytes == mib);
  CHECK(pc_memory_map(mib).size() == 1);
}

TEST_CASE("memory: what overlaps is refused, and both parties are named with their addresses") {
  memory_layout memory{4 * mib};
  memory.place({0x200000, bytes(16), 16, "the kernel"});
  memory.place({0x200020, bytes(1), 0, "its neighbour"});
  CHECK_THROWS_WITH(
      memory.place({0x20001F, bytes(1), 0, "the intruder"}),
      Catch::Contains("the intruder at 20001Fh") && Catch::Contains("the kernel at 200000h to 20001Fh"));
}

TEST_CASE("memory: places are searched downwards and upwards around what is taken") {
  memory_layout memory{4 * mib};
  memory.place({0x300000, bytes(4096), 0, "a"});
  CHECK(memory.highest_free(4096, 4 * mib) == 0x3FF000);
  CHECK(memory.highest_free(mib, 4 * mib) == 0x200000);
  CHECK(memory.highest_free(3 * mib, 4 * mib) == std::nullopt);
  CHECK(memory.lowest_free(4096, 0x2FFFFF, 4 * mib) == 0x301000);
  CHECK(memory.lowest_free(0x1000, 0x9F800, 4 * mib) == 0x100000);
  CHECK(memory.lowest_free(mib, 0x301000, 4 * mib) == std::nullopt);
}

TEST_CASE("elf: segments that overlap are refused") {
  const bytes file =
      make_elf({{0x100000, 0x100000, bytes(16), 0}, {0x100008, 0x100008, bytes(16), 0}}, 0x100000);
  memory_layout memory{4 * mib};
  CHECK_THROWS_WITH(place_elf(parse_elf32(file, "kernel"), file, "kernel", memory),
                    Catch::Contains("overlaps kernel at 100000h"));
}

TEST_CASE("elf: what is wrong with a file is said") {
  const bytes good = make_elf({{0x100000, 0x100000, bytes(16), 0}}, 0x100000);
  const auto with = [&](std::size_t offset, unsigned width, std::uint64_t value) {
    bytes f = good;
    set(f, offset, width, value);
    return f;
  };
  CHECK(parse_elf32(good, "kernel").entry == 0x100000);
  CHECK_THROWS_WITH(parse_elf32(with(4, 1, 2), "kernel"), Catch::Contains("64-bit"));
  CHECK_THROWS_WITH(parse_elf32(with(5, 1, 2), "kernel"), Catch::Contains("big-endian"));
  CHECK_THROWS_WITH(parse_elf32(with(18, 2, 40), "kernel"), Catch::Contains("machine 40"));
  CHECK_THROWS_WITH(parse_elf32(with(16, 2, 1), "kernel"), Catch::Contains("type 1"));
  CHECK_THROWS_WITH(parse_elf32(with(24, 4, 0x200000), "kernel"), Catch::Contains("entry 200000h"));
  CHECK_THROWS_WITH(parse_elf32(with(28, 4, 0xFFFFFFF0), "kernel"), Catch::Contains("truncated"));
  CHECK_THROWS_WITH(parse_elf32(with(52 + 4, 4, 0xFFFFFFF0), "kernel"), Catch::Contains("truncated"));
  CHECK_THROWS_WITH(parse_elf32(with(52 + 20, 4, 8), "kernel"), Catch::Contains("only 8 in memory"));
  CHECK_THROWS_WITH(parse_elf32(with(52, 4, 2), "kernel"), Catch::Contains("nothing to load"));
}

TEST_CASE("text: numbers stand in messages as the datasheets write them") {
  CHECK(hex(0) == "0h");
  CHECK(hex(0x7C00) == "7C00h");
  CHECK(hex(0xA0000) == "0A0000h");
  CHECK(size_text(12) == "12 bytes");
  CHECK(size_text(1025) == "2 KiB");
  CHECK(size_text(mib + 1) == "2 MiB");
}
