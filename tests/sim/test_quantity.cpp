#include <catch2/catch.hpp>

#include "sim/configuration/quantity.h"

using namespace trapline;

TEST_CASE("quantity: times in every unit") {
  CHECK(parse_time("20 ms") == duration::ms(20));
  CHECK(parse_time("20ms") == duration::ms(20));
  CHECK(parse_time("1.5 us") == duration::ns(1500));
  CHECK(parse_time("7 ps") == duration::ps(7));
  CHECK(parse_time("2 min") == duration::s(120));
  CHECK(parse_time("1 h") == duration::s(3600));
  CHECK(parse_time("0") == duration{});
}

TEST_CASE("quantity: what is no time is refused") {
  for (const char* wrong : {"", "20", "ms", "-1 ms", "1..5 ms", ".5 ms", "5. ms", "1.2345 ns", "1 fortnight",
                            "1e3 ms", "20 ms ", "999999 h", "99999999999999999999999999 s"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_time(wrong));
  }
}

TEST_CASE("quantity: sizes come to whole bytes") {
  CHECK(parse_size("64 MiB") == 64u << 20);
  CHECK(parse_size("1.5 KiB") == 1536u);
  CHECK(parse_size("512 B") == 512u);
  CHECK(parse_size("2 GiB") == std::uint64_t{2} << 30);
  CHECK_FALSE(parse_size("0.3 B"));
  CHECK_FALSE(parse_size("64"));
  CHECK_FALSE(parse_size("64 MB"));
  CHECK_FALSE(parse_size("99999999999 GiB"));
}

TEST_CASE("quantity: integers and millionths") {
  CHECK(parse_integer("0x7c00") == 0x7c00u);
  CHECK(parse_integer("18446744073709551615") == ~std::uint64_t{0});
  CHECK_FALSE(parse_integer("18446744073709551616"));
  CHECK_FALSE(parse_integer("-1"));
  CHECK_FALSE(parse_integer("1 "));
  CHECK(parse_millionths("0.9") == 900'000u);
  CHECK_FALSE(parse_millionths("0.1234567"));
}

TEST_CASE("quantity: written out in the largest unit that is exact") {
  CHECK(text_of(duration::ms(20)) == "20 ms");
  CHECK(text_of(duration::ps(1500)) == "1500 ps");
  CHECK(text_of(duration{}) == "0 ps");
  CHECK(size_text(64 << 20) == "64 MiB");
  CHECK(size_text(1000) == "1000 B");
}
