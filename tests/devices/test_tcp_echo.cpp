#include <catch2/catch.hpp>

#include "tests/devices/station_bench.h"

namespace trapline::devices {
namespace {

using namespace station_test;

enum flag : unsigned { fin = 1, syn = 2, rst = 4, psh = 8, ack = 16 };

struct tcp_client : bench {
  struct segment {
    std::uint32_t sequence, acknowledged;
    unsigned flags, window;
    std::string data;
  };
  void say_tcp(unsigned flags, const std::string& data = {}, unsigned to_port = 7) {
    packet_writer out;
    out.u16(3000).u16(to_port).u32(sequence).u32((flags & ack) != 0 ? expected : 0).u8(0x50).u8(flags);
    out.u16(window).u16(0).u16(0).text(data);
    out.patch_u16(16, internet_checksum(
                          out.all(), pseudo_header_sum(client, server, ip_protocol::tcp, out.all().size())));
    say_ip(ip_protocol::tcp, out.all());
    sequence += static_cast<std::uint32_t>(data.size()) + ((flags & (syn | fin)) != 0 ? 1 : 0);
  }
  std::vector<segment> segments_after(duration d) {
    std::vector<segment> all;
    for (const ipv4_packet& p : answers_after(d)) {
      CHECK(internet_checksum(p.payload,
                              pseudo_header_sum(server, client, ip_protocol::tcp, p.payload.size())) == 0);
      packet_reader in{p.payload};
      in.take(4);
      segment s{};
      s.sequence = in.u32();
      s.acknowledged = in.u32();
      const unsigned header = (in.u8() >> 4) * 4U;
      s.flags = in.u8();
      s.window = in.u16();
      in.take(4 + header - 20);
      for (const std::byte x : in.rest()) s.data += static_cast<char>(x);
      all.push_back(s);
    }
    return all;
  }
  void open() {
    say_tcp(syn);
    const auto got = segments_after(duration::ms(5));
    REQUIRE(got.size() == 1);
    CHECK(got[0].flags == (syn | ack));
    CHECK(got[0].acknowledged == sequence);
    expected = got[0].sequence + 1;
    say_tcp(ack);
    CHECK(segments_after(duration::ms(5)).empty());
  }
  std::uint32_t sequence = 0xFFFFFFF0, expected = 0;
  unsigned window = 8192;
};

TEST_CASE("tcp echo: a connection is opened, echoes, and is closed in order") {
  tcp_client c;
  c.open();
  c.say_tcp(ack | psh, "hello, station");
  auto got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].data == "hello, station");
  CHECK(got[0].sequence == c.expected);
  CHECK(got[0].acknowledged == c.sequence);
  c.expected += 14;
  c.say_tcp(ack | fin);
  got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].flags == (fin | ack));
  CHECK(got[0].acknowledged == c.sequence);
  ++c.expected;
  c.say_tcp(ack);
  CHECK(c.segments_after(duration::s(100)).empty());
  c.say_tcp(ack | psh, "late");
  got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].flags == rst);
}

TEST_CASE("tcp echo: what is not acknowledged comes again with doubling patience, and in the end a reset") {
  tcp_client c;
  c.open();
  c.say_tcp(ack | psh, "x");
  CHECK(c.segments_after(duration::ms(990)).size() == 1);
  CHECK(c.segments_after(duration::s(1)).size() == 1);
  CHECK(c.segments_after(duration::s(2)).size() == 1);
  const auto got = c.segments_after(duration::s(1000));
  REQUIRE(got.size() == 7);
  CHECK((got.back().flags & rst) != 0);
}

TEST_CASE("tcp echo: a window is kept, and a closed one tried with a byte") {
  tcp_client c;
  c.open();
  c.window = 4;
  c.say_tcp(ack | psh, "0123456789");
  auto got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].data == "0123");
  c.expected += 4;
  c.window = 0;
  c.say_tcp(ack);
  CHECK(c.segments_after(duration::ms(500)).empty());
  got = c.segments_after(duration::s(2));
  REQUIRE(!got.empty());
  CHECK(got[0].data == "4");
  c.window = 1000;
  ++c.expected;
  c.say_tcp(ack);
  got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].data == "56789");
}

TEST_CASE("tcp echo: a segment out of order or heard before is acknowledged and not echoed") {
  tcp_client c;
  c.open();
  c.sequence += 5;
  c.say_tcp(ack | psh, "later");
  auto got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].data.empty());
  CHECK(got[0].acknowledged == c.sequence - 10);
  c.sequence -= 10;
  c.say_tcp(ack | psh, "first");
  got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].data == "first");
  c.expected += 5;
  c.sequence -= 5;
  c.say_tcp(ack | psh, "first!");  // of which only the last byte is new
  got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].data == "!");
}

TEST_CASE("tcp echo: more than its buffer is not taken before it is acknowledged") {
  tcp_client c;
  c.open();
  const std::string much(1460, 'm');
  std::string back;
  for (int i = 0; i < 8; ++i) {
    c.say_tcp(ack | psh, much);
    for (const auto& s : c.segments_after(duration::ms(5))) back += s.data;
  }
  CHECK(back.size() == 8192);
}

TEST_CASE("tcp echo: a closed port and a wrong connection are answered by a reset") {
  tcp_client c;
  c.say_tcp(syn, {}, 80);
  auto got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].flags == (rst | ack));
  CHECK(got[0].acknowledged == c.sequence);
  c.say_tcp(rst, {}, 80);
  CHECK(c.segments_after(duration::ms(5)).empty());
  c.open();
  c.say_tcp(rst);
  c.say_tcp(ack | psh, "gone");
  got = c.segments_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].flags == rst);
}

}  // namespace
}  // namespace trapline::devices
