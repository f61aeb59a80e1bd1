// A sound card in every place: the recording has the samples that were sent, each at its own instant.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

std::vector<std::int16_t> left_of(const std::string& wav) {
  std::vector<std::int16_t> samples;
  for (std::size_t at = 44; at + 3 < wav.size(); at += 4)
    samples.push_back(static_cast<std::int16_t>(static_cast<unsigned char>(wav[at]) |
                                                static_cast<unsigned char>(wav[at + 1]) << 8));
  return samples;
}

/// The ramp of 8 bits as the converter has it, each sample of 22,050 Hz twice; empty if it is not there.
std::size_t ramp_in(const std::vector<std::int16_t>& samples) {
  constexpr std::size_t length = 2205;
  const auto level = [](std::size_t i) { return static_cast<std::int16_t>(((i & 0xFF) ^ 0x80) << 8); };
  for (std::size_t begin = 0; begin + 2 * length <= samples.size(); ++begin) {
    std::size_t i = 0;
    while (i < 2 * length && samples[begin + i] == level(i / 2)) ++i;
    if (i == 2 * length) return begin + 1;
  }
  return 0;
}

json played(const words& settings, std::vector<std::int16_t>& samples) {
  const temporary_folder folder;
  const std::string wav = (folder.path() / "sound.wav").string();
  const json r = results_of(with({"run", "tones", "--wav", wav}, settings));
  samples = left_of(content_of(wav));
  return r;
}

}  // namespace

TEST_CASE("sound: every placement plays the same samples, one after the other, and none is missing") {
  for (const words& where : {set("platform.kind", "native"), set("vm.placement", "service-os"),
                             set("vm.placement", "hypervisor"), set("vm.place.sound", "hypervisor"),
                             with(set("platform.kind", "hosted"), set("vm.placement", "user")),
                             with(set("platform.kind", "hosted"), set("vm.placement", "kernel")),
                             with(set("platform.kind", "hosted"), set("vm.placement", "host-os"))}) {
    CAPTURE(where);
    std::vector<std::int16_t> samples;
    const json r = played(where, samples);
    check_that_figures_tile(r);
    CHECK(ramp_in(samples) != 0);
    const json& card = r["vms"][0]["sound"];
    CHECK(card["played"] == 2205 + 8 * 441);
    CHECK(card["starved"] == 0);
  }
}

TEST_CASE("sound: a tone of the speaker and a note of the synthesizer are heard after it") {
  std::vector<std::int16_t> samples;
  played({}, samples);
  // The last of it is the speaker: 1000 Hz for 21 ms.
  // The converter holds its last level meanwhile.
  std::size_t rises = 0;
  for (std::size_t i = samples.size() - 1200; i < samples.size(); ++i)
    rises += samples[i] - samples[i - 1] > 7000;
  CHECK(rises >= 19);
  CHECK(rises <= 23);
}

TEST_CASE("sound: a card that moves while it plays goes on with the next sample") {
  const temporary_folder folder;
  std::string scenario = "[[vm]]\nname = \"a\"\nguest = \"tones\"\nsound = \"sb16\"\n";
  for (unsigned i = 1; i <= 40; ++i)
    scenario += "[[at]]\ntime = \"" + std::to_string(i * 5'501) + " us\"\ncommand = \"place " +
                (i % 3 == 0 ? "floppy " : "sound ") + (i % 2 == 0 ? "service_os" : "hypervisor") + "\"\n";
  const std::string file = folder.file("moving.toml", scenario).string();
  const std::string wav = (folder.path() / "sound.wav").string();
  const json r = results_of({"run", file, "--wav", wav});
  CHECK(ramp_in(left_of(content_of(wav))) != 0);
  CHECK(r["vms"][0]["sound"]["starved"] == 0);
}

TEST_CASE("sound: an AdLib card has a synthesizer alone, and a machine without a card neither") {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const auto said = [&](const std::string& card) {
    run_program({"run", "tones", "--quiet", "--set", "vm.sound=" + card, "--serial", serial});
    return content_of(serial);
  };
  CHECK(said("adlib") == "no DSP\na synthesizer\nthe speaker\n");
  CHECK(said("none") == "no DSP\nno synthesizer\nthe speaker\n");
}

TEST_CASE("sound: a file that cannot be written is refused before anything runs") {
  const captured r = run_program({"run", "tones", "--wav", "/nowhere/s.wav"});
  CHECK(r.code == 2);
  CHECK(r.err.find("/nowhere/s.wav") != std::string::npos);
}
