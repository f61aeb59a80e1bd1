// What a monitor shows in each of the VGA's modes, against QEMU's pictures (scripts/oracle-pixels).
#include <png.h>

#include "sim/picture.h"
#include "sim/sha256.h"
#include "tests/support/tiling.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

picture read_png(const std::string& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, file.data(), file.size()) != 0);
  image.format = PNG_FORMAT_RGB;
  picture p{image.width, image.height};
  REQUIRE(png_image_finish_read(&image, nullptr, p.rgb.data(), 0, nullptr) != 0);
  return p;
}

/// The guest's disk with another screen, and only that one, drawn.
std::string disk_that_draws(const temporary_folder& folder, std::size_t screen) {
  constexpr std::size_t shown_offset = 516;
  const std::string disk =
      (std::filesystem::path{TRAPLINE_PROGRAM}.parent_path() / "../guests/pixels/disk.img").string();
  std::string image = content_of(disk);
  REQUIRE(image.size() > shown_offset);
  image[shown_offset] = static_cast<char>(0x80 | screen);
  return folder.file("disk-" + std::to_string(screen) + ".img", image).string();
}

}  // namespace

TEST_CASE("pixels: each mode's picture is QEMU's, dot by dot") {
  const temporary_folder folder;
  std::istringstream expected{content_of(TRAPLINE_SOURCE_DIR "/guests/pixels/expected-pictures.txt")};
  std::string number, size, digest;
  std::size_t screen = 0;
  for (; expected >> number >> size >> digest; ++screen) {
    CAPTURE(screen);
    const std::string png = (folder.path() / "screen.png").string();
    const json r = results_of({"run", "pixels", "--set", "platform.kind=native", "--set",
                               "vm.disk=" + disk_that_draws(folder, screen), "--screen", png});
    CHECK(r["vms"][0]["end"]["code"] == 0);
    const picture p = read_png(content_of(png));
    CHECK(std::to_string(p.width) + "x" + std::to_string(p.height) == size);
    CHECK(sha256({reinterpret_cast<const char*>(p.rgb.data()), p.rgb.size()}) == digest);
  }
  CHECK(screen == 11);
}

TEST_CASE("pixels: under a monitor the guest reads back what it drew, and the screen is the same") {
  const temporary_folder folder;
  const auto shown_on = [&](const words& settings) {
    const std::string png = (folder.path() / "screen.png").string();
    const std::string serial = (folder.path() / "serial").string();
    check_that_figures_tile(
        results_of(with({"run", "pixels", "--screen", png, "--serial", serial}, settings)));
    CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/pixels/expected-serial.txt"));
    return content_of(png);
  };
  const std::string bare = shown_on(set("platform.kind", "native"));
  CHECK(shown_on(set("vm.placement", "hypervisor")) == bare);
  CHECK(shown_on(set("vm.placement", "service-os")) == bare);
}

TEST_CASE("pixels: the frame buffer of high resolutions is reached through pages, on every platform") {
  const temporary_folder folder;
  for (const words& where :
       {set("platform.kind", "native"), set("vm.placement", "hypervisor"), set("vm.placement", "service-os"),
        with(set("platform.kind", "hosted"), set("vm.placement", "user"))}) {
    CAPTURE(where);
    const std::string png = (folder.path() / "screen.png").string();
    const json r =
        results_of(with({"run", "blank", "--set", "vm.rom=" TRAPLINE_TEST_GUESTS "/frame-buffer.rom", "--set",
                         "vm.video=vbe", "--until", "1 s", "--screen", png},
                        where));
    CHECK(r["vms"][0]["end"]["reason"] == "exit");
    CHECK(r["vms"][0]["end"]["code"] == 0);
    const picture p = read_png(content_of(png));
    REQUIRE(p.width == 640);
    REQUIRE(p.height == 480);
    // 10000h bytes of 32 bits a pixel begin with pixel 384 of line 25; the rest of line 26 is black.
    const auto dot = [&](unsigned x, unsigned y) {
      const std::size_t at = 3 * (y * 640 + x);
      return std::vector<unsigned>{p.rgb[at], p.rgb[at + 1], p.rgb[at + 2]};
    };
    CHECK(dot(383, 25) == std::vector<unsigned>{0, 0, 0});
    CHECK(dot(384, 25) == std::vector<unsigned>{0x11, 0xAB, 0x56});
    CHECK(dot(385, 25) == std::vector<unsigned>{0x12, 0x34, 0x56});
    CHECK(dot(383, 26) == std::vector<unsigned>{0x12, 0x34, 0x56});
    CHECK(dot(384, 26) == std::vector<unsigned>{0, 0, 0});
  }
}
