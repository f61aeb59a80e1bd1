// Packed recordings, unpacked by gzip itself.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "platform/recordings/gzip.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::testing;

TEST_CASE("gzip: a file is what it was when it is unpacked, and smaller before") {
  const temporary_folder folder;
  std::string long_one;
  for (int i = 0; long_one.size() < 5'000'000; ++i)
    long_one += "event " + std::to_string(static_cast<unsigned>(i) * 7919U % 1000) + "\n";
  for (const std::string& content : {std::string{}, std::string{"a\0b", 3}, long_one}) {
    const auto packed = folder.file("t.gz", gzip(content)), plain = folder.path() / "t";
    REQUIRE(std::system(("gzip -dc '" + packed.string() + "' > '" + plain.string() + "'").c_str()) == 0);
    CHECK((content_of(plain) == content));
  }
  CHECK(gzip(long_one).size() < long_one.size() / 3);
  CHECK(is_gzip_name("a.pftrace.gz"));
  CHECK_FALSE(is_gzip_name("a.gz.pftrace"));
}
