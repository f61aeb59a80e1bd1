// Images of the shipped kinds: their code answers, on the state that the device's own chips have.
#include <catch2/catch.hpp>

#include <fstream>
#include <map>

#include "models/devices/keyboard/keyboard_port.h"
#include "models/devices/sound/speaker.h"
#include "models/vmm/board/serving_code.h"
#include "platform/images/file_image.h"
#include "tests/vmm/move_scripts.h"

using namespace trapline;
using namespace trapline::testing;
using devices::test::dice;

namespace {

std::string manifest_of(const std::string& device) { return TRAPLINE_SHIPPED_IMAGES "/" + device + ".toml"; }

/// The kinds that have an image, by their names.
std::vector<std::string> with_images() {
  std::vector<std::string> all;
  for (const device_kind& k : device_kinds())
    if (beyond_images(k).empty()) all.emplace_back(k.name);
  return all;
}

/// Of one manifest; it has passed its trial.
file_image image_at(const std::string& manifest) {
  file_image image{manifest, image_settings{}};
  REQUIRE(image.fault() == "");
  return image;
}

void install(board_bench& b, const std::string& device, file_image& image) {
  REQUIRE(image.take_over(*b.board.find(device)) == "");
  REQUIRE(b.board.find(device)->served_by_image());
}

struct heard_speaker final : devices::speaker_listener {
  void moved(bool out, std::uint32_t tone, instant at) override { all.push_back({out, tone, at}); }
  std::vector<std::tuple<bool, std::uint32_t, instant>> all;
};

}  // namespace

TEST_CASE("image code: who has an image is who can be one, and each passes its trial") {
  for (const device_kind& k : device_kinds()) {
    const std::string manifest = manifest_of(std::string{k.name});
    CAPTURE(manifest);
    REQUIRE(std::filesystem::exists(manifest) == beyond_images(k).empty());
    if (!std::filesystem::exists(manifest)) continue;
    CHECK(file_image{manifest, image_settings{}}.fault() == "");
  }
  CHECK(with_images().size() == 10);
}

TEST_CASE("image code: the documentation says of which kinds there is no image, and why") {
  std::ifstream in{TRAPLINE_SOURCE_DIR "/docs/images.md"};
  const std::string page{std::istreambuf_iterator<char>{in}, {}};
  for (const device_kind& k : device_kinds()) {
    const std::string beyond = beyond_images(k), row = "| `" + std::string{k.name} + "` | ";
    CAPTURE(row);
    if (beyond.empty())
      CHECK(page.find(row) == std::string::npos);
    else
      CHECK(page.find(row + beyond + " |") != std::string::npos);
  }
}

TEST_CASE("image code: what answers is the image's, until it is taken out; the state stays") {
  board_bench b;
  file_image inverted = image_at(TRAPLINE_TEST_IMAGES "/inverted/inverted_post.toml");
  b.out(0x80, 0x35);
  CHECK(b.in(0x80) == 0x35);
  install(b, "post", inverted);
  CHECK(b.in(0x80) == 0xca);
  b.out(0x80, 0x42);
  CHECK(b.in(0x80) == 0xbd);
  b.board.find("post")->serve_by(nullptr);
  CHECK(b.in(0x80) == 0x42);
}

TEST_CASE("image code: an image of another device, or of a chip with other addresses, is not taken") {
  board_bench b;
  file_image uart = image_at(manifest_of("uart")), post = image_at(manifest_of("post"));
  vmm::device_model& system = *b.board.find("system");
  CHECK(uart.take_over(*b.board.find("uart2")) ==
        "its ns16550 is at other addresses or registers than that of the model that serves");
  CHECK(post.take_over(system) ==
        "its post is at other addresses or registers than that of the model that serves");
  CHECK(uart.take_over(*b.board.find("pit")) == "it has other chips than the model that serves");
  CHECK_FALSE(system.served_by_image());
}

TEST_CASE("image code: what comes by other ways than the interface is taken in, and what goes out arrives") {
  board_bench own, installed;
  file_image keyboard = image_at(manifest_of("keyboard")), uart = image_at(manifest_of("uart")),
             system = image_at(manifest_of("system"));
  install(installed, "keyboard", keyboard);
  install(installed, "uart", uart);
  install(installed, "system", system);
  for (board_bench* b : {&own, &installed}) {
    start_up(*b);
    b->out(0x64, 0x60);
    b->pass(duration::ms(1));
    b->out(0x60, 0x45);
    b->pass(duration::ms(1));
    const auto [port, model] = b->board.role<devices::keyboard_port>();
    const std::array<std::uint8_t, 2> codes{0x1e, 0x9e};
    port->raw_codes(codes, b->now);
    model->rearm();
    for (const char c : {'o', 'k'}) b->out(0x3f8, static_cast<std::uint64_t>(c));
    b->pass(duration::ms(30));
    b->out(0x92, 0x02);
    b->out(0x64, 0xd1);
    b->pass(duration::ms(1));
    b->out(0x60, 0xdd);
    b->pass(duration::ms(1));
  }
  CHECK(installed.text == "k");  // the port has one character's room before the first has left
  CHECK(installed.text == own.text);
  CHECK(installed.interrupted == own.interrupted);
  CHECK(installed.wires == own.wires);
  CHECK(installed.in(0x60) == own.in(0x60));
  CHECK(installed.in(0x92) == own.in(0x92));
}

TEST_CASE("image code: the speaker is heard as without the image") {
  board_bench own, installed;
  std::array<heard_speaker, 2> heard;
  file_image pit = image_at(manifest_of("pit"));
  std::size_t which = 0;
  for (board_bench* b : {&own, &installed})
    b->board.role<devices::speaker_source>().first->heard_by(heard[which++]);
  install(installed, "pit", pit);
  for (board_bench* b : {&own, &installed}) {
    dice die{7};
    b->out(0x43, 0xb6);
    for (unsigned i = 0; i < 200; ++i) {
      b->out(die.one_in(2) ? 0x61 : 0x42, die.below(256));
      b->pass(duration::ns(die.below(3'000'000)));
    }
  }
  CHECK(heard[0].all.size() > 100);
  CHECK(heard[1].all == heard[0].all);
}

// TRAPLINE_MOVE_SCRIPTS in the environment is another number of scripts, as in test_move_scripts.cpp.
TEST_CASE(
    "image code: random scripts with images that are installed and taken out give what the chips give") {
  const char* const given = std::getenv("TRAPLINE_MOVE_SCRIPTS");
  const unsigned scripts =
      given == nullptr ? 100'000 : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  constexpr unsigned scripts_a_board = 400, steps = 12;
  const std::vector<std::string> devices = with_images();
  std::map<std::string, file_image> images;
  for (const std::string& d : devices) images.emplace(d, image_at(manifest_of(d)));
  std::optional<board_bench> still, moving;
  for (unsigned n = 0; n < scripts; ++n) {
    CAPTURE(n);
    if (n % scripts_a_board == 0) {
      still.emplace();
      moving.emplace();
      start_up(*still);
      start_up(*moving);
    }
    const std::string& device = devices[n % devices.size()];
    const auto [from, to] = pairs_of_places[n / devices.size() % pairs_of_places.size()];
    const std::vector<bus::claim> claims = claims_of(*moving, device);
    vmm::device_model& model = *moving->board.find(device);
    dice die{n + 1};
    const unsigned moves_at = die.below(steps);
    const bool serves = model.served_by_image();
    moving->move(device, board_bench::places[from]);
    for (unsigned i = 0; i < steps; ++i) {
      if (i == moves_at) {
        if (serves)
          model.serve_by(nullptr);
        else
          install(*moving, device, images.at(device));
        moving->move(device, board_bench::places[to]);
      }
      const dice thrown{die.below(1'000'000'000)};
      REQUIRE(act(*still, claims, thrown) == act(*moving, claims, thrown));
    }
    REQUIRE(still->board.find(device)->save_state() == model.save_state());
    REQUIRE(still->interrupted == moving->interrupted);
    REQUIRE(still->wires == moving->wires);
    REQUIRE(still->text == moving->text);
    for (board_bench* b : {&*still, &*moving}) {
      b->interrupted.clear();
      b->text.clear();
    }
  }
}
