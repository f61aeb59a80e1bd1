// Random damage: a loader answers any bytes with a plan inside the memory or with a load_error.
// Says something about memory errors when it is built with the address sanitizer.
#include <catch2/catch.hpp>

#include <random>

#include "platform/loaders/identify.h"
#include "platform/loaders/loader.h"
#include "tests/loaders/images.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

constexpr std::uint64_t memory_bytes = 20 << 20;

bytes damaged(bytes b, std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return static_cast<std::size_t>(random() % n); };
  static constexpr std::uint64_t edges[] = {0,      1,          0x7F,       0xFF,       0x7FFF,
                                            0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFF000, 0xFFFFFFFF};
  for (std::size_t n = 1 + below(6); n > 0; --n) {
    // Most of what a loader reads stands in the first bytes or in the setup header.
    const std::size_t from[] = {0, std::min<std::size_t>(b.size() - 1, 0x1F0), below(b.size())};
    const std::size_t at = std::min(from[below(3)] + below(128), b.size() - 1);
    switch (below(3)) {
      case 0:
        b[at] = static_cast<std::uint8_t>(random());
        break;
      case 1:
        set(b, std::min(at & ~std::size_t{3}, b.size() - 4), 4, edges[below(std::size(edges))]);
        break;
      default:
        set(b, std::min(at & ~std::size_t{3}, b.size() - 4), 4, random());
        break;
    }
  }
  if (below(8) == 0) b.resize(4 + below(b.size() - 4));
  return b;
}

void load_and_check(const bytes& image, std::optional<load_kind> kind) {
  guest_files files;
  files.load = kind;
  files.image = {"damaged", image};
  files.modules = {{"module", bytes(100, 1)}};
  files.address = files.entry = 0x7C00;
  try {
    const load_plan plan = load(files, memory_bytes);
    for (const segment& s : plan.segments) {
      REQUIRE(s.address + s.bytes.size() + s.zeros_after <= memory_bytes);
    }
    for (const rom_mapping& rom : plan.roms) {
      for (const rom_window& w : rom.windows) REQUIRE(w.offset + w.bytes <= rom.image.size());
    }
  } catch (const load_error& e) {
    REQUIRE(std::string{e.what()}.size() > 10);
  }
}

void damage_often(const bytes& good, load_kind kind, std::uint64_t seed, int times = 4000) {
  std::mt19937_64 random{seed};
  for (int i = 0; i < times; ++i) {
    const bytes image = damaged(good, random);
    load_and_check(image, kind);
    load_and_check(image, std::nullopt);
  }
}

bytes elf() {
  return make_elf({{0x1000000, 0xC1000000, bytes(300, 0x90), 100}, {0x1002000, 0xC1002000, bytes(50), 10}},
                  0x1000000);
}

}  // namespace

TEST_CASE("damaged files: bzImages") {
  damage_often(make_bzimage(xz(elf())), load_kind::linux_boot, 1, 1000);
  damage_often(make_bzimage(gzip(elf())), load_kind::linux_boot, 2, 1000);
}

TEST_CASE("damaged files: a packed kernel that is damaged itself") {
  std::mt19937_64 random{3};
  for (int i = 0; i < 2000; ++i)
    load_and_check(make_bzimage(gzip(damaged(elf(), random))), load_kind::linux_boot);
}

TEST_CASE("damaged files: ELF kernels") { damage_often(elf(), load_kind::linux_boot, 4); }

TEST_CASE("damaged files: Multiboot kernels") {
  damage_often(make_multiboot_by_addresses(), load_kind::multiboot, 5);
  bytes code = make_multiboot_by_addresses();
  set(code, 0x14, 4, 3);
  set(code, 0x18, 4, 0u - 0x1BADB002 - 3);
  damage_often(make_elf({{0x100000, 0x100000, code, 100}}, 0x100080), load_kind::multiboot, 6);
}

TEST_CASE("damaged files: ROMs and flat images") {
  std::mt19937_64 random{7};
  const bytes rom = make_rom(64 * 1024);
  for (int i = 0; i < 200; ++i) load_and_check(damaged(rom, random), load_kind::bios);
  damage_often(bytes(600, 0x90), load_kind::flat, 8);
}

TEST_CASE("damaged files: random bytes of every length are identified without harm") {
  std::mt19937_64 random{9};
  for (std::size_t n = 0; n < 700; ++n) {
    bytes b(n);
    for (auto& v : b) v = static_cast<std::uint8_t>(random());
    CHECK_NOTHROW(identify(b));
    load_and_check(b, std::nullopt);
  }
}
