#include <catch2/catch.hpp>

#include <cstdlib>

#include "platform/recordings/perfetto_file.h"
#include "tests/recordings/perfetto_reader.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

perfetto_file sample() {
  perfetto_file f;
  const auto group = f.add_track("group");
  const auto a = f.add_track("a", group), b = f.add_track("b", group);
  const auto queue = f.add_counter("queue", group);
  // Told as records close: not in the order of time.
  f.slice(a, f.name_of("second"), 20, 30);
  f.slice(a, f.name_of("first"), 10, 20, 7);
  f.slice(b, f.name_of("answer"), 12, 15, 0, 7);
  f.slice(b, f.name_of("nothing"), 40, 40);
  f.count(queue, 11, 1);
  f.count(queue, 12, 0);
  f.instant_event(a, f.name_of("pin"), 25);
  return f;
}

}  // namespace

TEST_CASE("perfetto: tracks are declared, slices nest, time does not go back, arrows have both ends") {
  const read_timeline t = read(sample().content());
  CHECK(t.tracks.size() == 4);
  REQUIRE(t.slices.size() == 3);
  CHECK(t.time_of("a", "first") == 10);
  CHECK(t.time_of("a", "second") == 10);
  CHECK(t.time_of("b", "answer") == 3);
  CHECK(t.arrows == 1);
  CHECK(t.instants == 1);
  CHECK(t.counters.at("queue") == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("perfetto: an arrow's number is used again once it has come to its end") {
  perfetto_file f;
  const auto a = f.add_track("a"), b = f.add_track("b");
  for (std::uint64_t i = 0; i < 100; ++i) {
    f.slice(a, f.name_of("asks"), 100 * i, 100 * i + 50, 1000 + i);
    f.slice(b, f.name_of("answers"), 100 * i + 10, 100 * i + 20, 0, 1000 + i);
  }
  f.instant_event(a, f.name_of("long"), 0, 5000);
  f.instant_event(b, f.name_of("end"), 20'000, 0, 5000);
  const read_timeline t = read(f.content());
  CHECK(t.arrows == 101);
  CHECK(t.largest_arrow == 2);
}

TEST_CASE("perfetto: many events are packed, in portions, and the packets are the same") {
  perfetto_file f = sample();
  const auto long_one = f.add_track("long");
  for (std::uint64_t i = 0; i < 60'000; ++i) f.slice(long_one, f.name_of("turn"), 100 + 10 * i, 105 + 10 * i);
  const std::string plain = f.content(), packed = f.content(1000);
  CHECK(unpacked(plain) == plain);
  CHECK(unpacked(packed) == plain);
  CHECK(packed.size() * 5 < plain.size());
  CHECK(read(packed).slices.size() == 60'003);
}

TEST_CASE("perfetto: protoc decodes the file, every field by its name") {
  const temporary_folder folder;
  const auto file = folder.file("t.pftrace", sample().content());
  const auto text = folder.path() / "t.txt";
  const std::string command = "protoc --decode=Trace --proto_path=" TRAPLINE_SOURCE_DIR
                              "/tests/recordings timeline.proto < '" +
                              file.string() + "' > '" + text.string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  const std::string decoded = content_of(text);
  CHECK_THAT(decoded, Catch::Contains("type: SLICE_BEGIN") && Catch::Contains("name: \"answer\"") &&
                          Catch::Contains("terminating_flow_ids: 1") && Catch::Contains("counter_value: 1"));
  // A field that the schema does not have would stand as its number.
  CHECK_THAT(decoded, !Catch::Matches("[\\s\\S]*\\n *[0-9]+: [\\s\\S]*"));
}
