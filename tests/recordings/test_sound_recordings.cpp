#include <catch2/catch.hpp>

#include "platform/recordings/opl_voice.h"
#include "platform/recordings/sound_recording.h"
#include "platform/recordings/sound_track.h"

using namespace trapline;

namespace {

unsigned number_at(const std::string& file, std::size_t at, unsigned bytes) {
  unsigned value = 0;
  for (unsigned i = bytes; i-- > 0;) value = value << 8 | static_cast<unsigned char>(file[at + i]);
  return value;
}

}  // namespace

TEST_CASE("wav: a header of 44 bytes that fits, then the samples") {
  const std::vector<stereo_sample> samples{{1, -1}, {0x1234, -0x8000}};
  const std::string file = wav_of(samples, 44'100);
  REQUIRE(file.size() == 52);
  CHECK(file.substr(0, 4) == "RIFF");
  CHECK(number_at(file, 4, 4) == 44);
  CHECK(file.substr(8, 8) == "WAVEfmt ");
  CHECK(number_at(file, 16, 4) == 16);
  CHECK(number_at(file, 20, 2) == 1);
  CHECK(number_at(file, 22, 2) == 2);
  CHECK(number_at(file, 24, 4) == 44'100);
  CHECK(number_at(file, 28, 4) == 176'400);
  CHECK(number_at(file, 32, 2) == 4);
  CHECK(number_at(file, 34, 2) == 16);
  CHECK(file.substr(36, 4) == "data");
  CHECK(number_at(file, 40, 4) == 8);
  CHECK(file.substr(44) == std::string("\1\0\xFF\xFF\x34\x12\x00\x80", 8));
}

TEST_CASE(
    "sound track: samples at the recording's rate are there one by one, whatever instant they began at") {
  sound_track track;
  constexpr clock_domain clock{44'100};
  const instant began = instant::at_ps(123'456'789);
  for (unsigned i = 0; i < 100'000; ++i)
    track.play(static_cast<std::int16_t>(i), static_cast<std::int16_t>(~i), began + clock.span(cycles{i}));
  const auto all = track.until(began + clock.span(cycles{100'000}));
  const std::size_t silent = clock.edge_not_before(began).count();
  REQUIRE(all.size() == silent + 100'000);
  CHECK(all[silent - 1] == stereo_sample{});
  for (unsigned i = 0; i < 100'000; ++i)
    if (all[silent + i][0] != static_cast<std::int16_t>(i)) FAIL("sample " << i);
  CHECK(all.back()[1] == static_cast<std::int16_t>(~99'999));
}

TEST_CASE("sound track: a level is held until the next") {
  sound_track track;
  track.play(5, 6, instant{} + duration::ms(10));
  track.play(7, 8, instant{} + duration::ms(20));
  const auto all = track.until(instant{} + duration::ms(30));
  CHECK(all.size() == 1323);
  CHECK(all[440] == stereo_sample{0, 0});
  CHECK(all[441] == stereo_sample{5, 6});
  CHECK(all[881] == stereo_sample{5, 6});
  CHECK(all[882] == stereo_sample{7, 8});
}

TEST_CASE("mix: tracks are added up to what 16 bits hold") {
  CHECK(mix({{{1, 30'000}, {2, -30'000}}, {{10, 10'000}, {20, -10'000}, {5, 5}}}) ==
        std::vector<stereo_sample>{{11, 32'767}, {22, -32'768}, {5, 5}});
  CHECK(mix({}).empty());
}

TEST_CASE("opl voice: a note sounds from the instant of its key on, at its pitch, until its key off") {
  opl_voice voice;
  CHECK(voice.until(instant{} + duration::s(1)).empty());
  const instant on = instant{} + duration::ms(200), off = instant{} + duration::ms(1200);
  const auto set = [&](unsigned reg, unsigned v, instant at) {
    voice.written(reg, static_cast<std::uint8_t>(v), at);
  };
  // A sine: modulator silent, carrier loud, attack at once, no decay; F number 580, block 4: 439.9 Hz.
  for (const auto& [reg, v] : {std::pair{0x20U, 0x21U},
                               {0x23U, 0x21U},
                               {0x40U, 0x3FU},
                               {0x43U, 0x00U},
                               {0x63U, 0xF0U},
                               {0x83U, 0x0FU},
                               {0xC0U, 0x30U},
                               {0xA0U, 580U & 0xFFU}})
    set(reg, v, on);
  set(0xB0, 0x20 | 4 << 2 | 580 >> 8, on);
  set(0xB0, 4 << 2 | 580 >> 8, off);
  const auto all = voice.until(instant{} + duration::s(2));
  REQUIRE(all.size() == 88'200);
  const auto loudest = [&](std::size_t from, std::size_t to) {
    int most = 0;
    for (std::size_t i = from; i < to; ++i) most = std::max(most, std::abs(all[i][0]));
    return most;
  };
  CHECK(loudest(0, 8'800) < 4);
  CHECK(loudest(10'000, 50'000) > 2'000);
  CHECK(loudest(70'000, 88'000) < 4);
  int rises = 0;
  for (std::size_t i = 13'000; i < 13'000 + 22'050; ++i) rises += all[i - 1][0] < 0 && all[i][0] >= 0 ? 1 : 0;
  CHECK(rises >= 219);
  CHECK(rises <= 221);
}

TEST_CASE("speaker: a tone is a square wave of its period, and a membrane stays where software has put it") {
  constexpr clock_domain clock{44'100};
  speaker_voice speaker;
  const instant begins = clock.edge(cycles{100}), ends = clock.edge(cycles{4510});
  speaker.moved(true, 1193, begins);
  speaker.moved(true, 1193, begins + duration::ms(1));  // the same again is no change
  speaker.moved(true, 0, ends);
  speaker.moved(false, 0, ends + duration::ms(1));
  const auto samples = speaker.until(clock.edge(cycles{5000}));
  REQUIRE(samples.size() == 5000);
  CHECK(samples[99] == stereo_sample{0, 0});
  unsigned rises = 0, out = 0;
  for (std::size_t i = 100; i < 4510; ++i) {
    rises += samples[i][0] != 0 && samples[i - 1][0] == 0;
    out += samples[i][0] == speaker_voice::loud;
  }
  CHECK(rises == 100);  // a tenth of a second of 1000.15 Hz, which begins high
  CHECK(out > 2150);
  CHECK(out < 2260);
  CHECK(samples[4520][0] == speaker_voice::loud);
  CHECK(samples[4600][0] == 0);
  CHECK(speaker_voice{}.until(ends).empty());
}

TEST_CASE("sound recording: converter and speaker are in one file, as long as the run") {
  sound_recording all;
  const devices::sound_listeners& ears = all.listeners();
  ears.samples->play(1000, -1000, instant{} + duration::ms(10));
  ears.speaker->moved(true, 0, instant{} + duration::ms(20));
  const std::string wav = all.wav_until(instant{} + duration::ms(30));
  REQUIRE(wav.size() == 44 + 4 * 1323);
  CHECK(number_at(wav, 44 + 4 * 400, 4) == 0);
  CHECK(number_at(wav, 44 + 4 * 500, 4) == 0xFC1803E8);
  CHECK(number_at(wav, 44 + 4 * 900, 2) == 1000U + speaker_voice::loud);
}
