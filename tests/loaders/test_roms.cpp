#include <catch2/catch.hpp>

#include "platform/loaders/loader.h"
#include "platform/loaders/rom_image.h"
#include "platform/loaders/vga_font.h"
#include "tests/loaders/images.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

constexpr std::uint64_t kib = 1024, mib = 1 << 20;

}  // namespace

TEST_CASE("rom: 64 KiB end at 4 GiB and at 1 MiB, and the processor starts at the reset vector") {
  guest_files files;
  files.image = {"rom.bin", make_rom(64 * kib)};
  const load_plan plan = load(files, 4 * mib);
  CHECK(plan.kind == load_kind::rom);
  CHECK_FALSE(plan.entry.has_value());
  CHECK_FALSE(plan.a20_open);
  CHECK(plan.segments.empty());
  REQUIRE(plan.roms.size() == 1);
  const auto& w = plan.roms[0].windows;
  REQUIRE(w.size() == 2);
  CHECK(w[0].address == 0xFFFF0000);
  CHECK(w[0].offset == 0);
  CHECK(w[0].bytes == 64 * kib);
  CHECK(w[1].address == 0xF0000);
  CHECK(w[1].bytes == 64 * kib);
  CHECK_FALSE(w[0].shadow);
  CHECK(w[1].shadow);
}

TEST_CASE("rom: of 256 KiB the last 128 answer below 1 MiB") {
  const rom_mapping rom = map_rom({"rom.bin", make_rom(256 * kib)}, "ROM");
  CHECK(rom.windows[0].address == 0xFFFC0000);
  CHECK(rom.windows[1].address == 0xE0000);
  CHECK(rom.windows[1].offset == 128 * kib);
  CHECK(rom.windows[1].bytes == 128 * kib);
}

TEST_CASE("bios: the copy below 1 MiB is a shadow that takes writes, the one at the top is not") {
  guest_files files;
  files.load = load_kind::bios;
  files.image = {"bios.bin", make_rom(128 * kib)};
  const load_plan plan = load(files, 4 * mib);
  CHECK_FALSE(plan.roms[0].windows[0].shadow);
  CHECK(plan.roms[0].windows[1].shadow);
  CHECK(plan.roms[0].windows[1].address == 0xE0000);
}

TEST_CASE("rom: a boot sector goes where a BIOS would have put it, with the A20 gate open") {
  bytes sector(512, 0x90);
  sector[510] = 0x55;
  sector[511] = 0xAA;
  guest_files files;
  files.image = {"boot.bin", sector};
  files.load = load_kind::rom;
  const load_plan plan = load(files, 4 * mib);
  CHECK(plan.roms.empty());
  CHECK(plan.a20_open);
  REQUIRE(plan.segments.size() == 1);
  CHECK(plan.segments[0].address == 0x7C00);
  REQUIRE(plan.entry.has_value());
  CHECK(plan.entry->rip == 0x7C00);
  sector[511] = 0;
  files.image = {"boot.bin", sector};
  CHECK_THROWS_WITH(load(files, 4 * mib), Catch::Contains("64 to 256 KiB"));
}

TEST_CASE("rom: wrong sizes and a blank reset vector are refused") {
  CHECK_THROWS_WITH(map_rom({"rom.bin", make_rom(32 * kib)}, "ROM"),
                    Catch::Contains("64 to 256 KiB") && Catch::Contains("32768"));
  CHECK_THROWS_WITH(map_rom({"rom.bin", make_rom(512 * kib)}, "ROM"), Catch::Contains("64 to 256 KiB"));
  CHECK_THROWS_WITH(map_rom({"rom.bin", make_rom(64 * kib + 1)}, "ROM"),
                    Catch::Contains("multiple of 4 KiB"));
  CHECK_THROWS_WITH(map_rom({"rom.bin", bytes(64 * kib, 0xFF)}, "ROM"), Catch::Contains("reset vector"));
}

TEST_CASE("option ROM: it lies at C0000h, filled up to a page") {
  bytes vga = make_option_rom();
  guest_files files;
  files.image = {"rom.bin", make_rom(64 * kib)};
  files.vga_bios = image_file{"vgabios.bin", vga};
  const load_plan plan = load(files, 4 * mib);
  REQUIRE(plan.roms.size() == 2);
  CHECK(plan.roms[1].windows[0].address == 0xC0000);
  CHECK(plan.roms[1].image.size() == 4096);
  CHECK(plan.roms[1].image[1024] == 0xFF);

  vga[5] ^= 1;
  CHECK_THROWS_WITH(map_option_rom({"vgabios.bin", vga}, 0xC0000), Catch::Contains("checksum"));
  vga[2] = 3;
  CHECK_THROWS_WITH(map_option_rom({"vgabios.bin", vga}, 0xC0000), Catch::Contains("truncated"));
  vga[0] = 0;
  CHECK_THROWS_WITH(map_option_rom({"vgabios.bin", vga}, 0xC0000), Catch::Contains("55AAh"));
}

TEST_CASE("flat: an image is entered in real mode, CS = 0 where the address fits") {
  guest_files files;
  files.load = load_kind::flat;
  files.image = {"boot.bin", bytes(512, 0x90)};
  files.address = files.entry = 0x7C00;
  const load_plan plan = load(files, 1 * mib);
  CHECK(plan.entry->rip == 0x7C00);
  CHECK(plan.entry->segment[1].base == 0);
  CHECK(plan.entry->segment[1].limit == 0xFFFF);
  CHECK((plan.entry->cr0 & 1) == 0);
  CHECK(plan.entry->gpr[4] == 0x7C00);
  CHECK(plan.entry->idtr.limit == 0x3FF);
  CHECK(memory_of(plan, 0x7C00, 1) == bytes{0x90});

  files.address = 0x20000;
  files.entry = 0x20010;
  const auto high = *load(files, 1 * mib).entry;
  CHECK(high.segment[1].selector == 0x2000);
  CHECK(high.segment[1].base == 0x20000);
  CHECK(high.rip == 0x10);
}

TEST_CASE("flat: an entry outside the image and an image outside the memory are refused") {
  guest_files files;
  files.load = load_kind::flat;
  files.image = {"boot.bin", bytes(512, 0x90)};
  files.address = 0x7C00;
  files.entry = 0x7E00;
  CHECK_THROWS_WITH(load(files, 1 * mib), Catch::Contains("entry 7E00h"));
  files.address = files.entry = 0x9FF00;
  CHECK_THROWS_WITH(load(files, 1 * mib), Catch::Contains("overlaps the area of video memory"));
}

TEST_CASE("vga font: found by its first characters, whole or not at all") {
  std::vector<std::byte> rom(512 + 256 * 16, std::byte{0xAA});
  std::fill_n(rom.begin() + 512, 18, std::byte{0});
  const unsigned face[] = {0x7E, 0x81, 0xA5, 0x81, 0x81, 0xBD, 0x99, 0x81, 0x81, 0x7E, 0, 0, 0, 0};
  for (unsigned i = 0; i < 14; ++i) rom[512 + 18 + i] = static_cast<std::byte>(face[i]);
  const auto font = find_vga_font(rom);
  REQUIRE(font.size() == 256 * 16);
  CHECK(font.data() == rom.data() + 512);
  CHECK(find_vga_font(std::span{rom}.first(rom.size() - 1)).empty());
  rom[512 + 20] = std::byte{0};
  CHECK(find_vga_font(rom).empty());
}
