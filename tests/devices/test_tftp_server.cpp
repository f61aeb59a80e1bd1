#include <catch2/catch.hpp>

#include "tests/devices/station_bench.h"

namespace trapline::devices {
namespace {

using namespace station_test;
using std::string_literals::operator""s;

struct tftp_client : bench {
  void request(const std::string& text, unsigned opcode = 1) {
    packet_writer out;
    out.u16(opcode).text(text);
    say_udp(2000, 69, out.all());
  }
  void acknowledge(unsigned block) {
    packet_writer out;
    out.u16(4).u16(block);
    say_udp(2000, transfer_port, out.all());
  }
  struct packet {
    unsigned opcode, number;
    std::string rest;
    bool operator==(const packet&) const = default;
  };
  std::vector<packet> packets_after(duration d) {
    std::vector<packet> all;
    for (const ipv4_packet& p : answers_after(d)) {
      const auto u = read_udp(p);
      REQUIRE(u);
      transfer_port = u->from_port;
      packet_reader in{u->data};
      const unsigned opcode = in.u16();
      const unsigned number = opcode == 6 ? 0 : in.u16();
      std::string rest;
      for (const std::byte x : in.rest()) rest += static_cast<char>(x);
      all.push_back({opcode, number, rest});
    }
    return all;
  }
  /// Fetches a file whose transfer has begun; blocks by their number.
  std::string fetch(std::size_t block_bytes, unsigned next = 1) {
    std::string all;
    for (;; ++next) {
      const auto got = packets_after(duration::ms(5));
      REQUIRE(got.size() == 1);
      REQUIRE(got[0].opcode == 3);
      REQUIRE(got[0].number == (next & 0xFFFF));
      all += got[0].rest;
      acknowledge(next);
      if (got[0].rest.size() < block_bytes) return all;
    }
  }
  void put(const std::string& name, const std::string& content) {
    const auto bytes = std::as_bytes(std::span{content});
    files.files[name] = {bytes.begin(), bytes.end()};
  }
  std::uint16_t transfer_port = 0;
};

std::string numbered(std::size_t n) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) all += static_cast<char>(i * 31 >> 3);
  return all;
}

TEST_CASE("tftp: a file comes in blocks of 512 bytes, the last one shorter, if need be empty") {
  for (const std::size_t size : {0U, 1U, 511U, 512U, 513U, 5000U}) {
    tftp_client c;
    c.put("f", numbered(size));
    c.request("f\0octet\0"s);
    CHECK(c.fetch(512) == numbered(size));
    c.pass(duration::s(10));
    CHECK(c.heard.empty());
  }
}

TEST_CASE("tftp: options are agreed upon before the first block") {
  tftp_client c;
  c.put("f", numbered(3000));
  c.request("f\0OCTET\0blksize\0001024\0tsize\0000\0timeout\0002\0windowsize\0008\0"s);
  const auto got = c.packets_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0] == tftp_client::packet{6, 0, "blksize\0001024\0tsize\0003000\0timeout\0002\0"s});
  c.acknowledge(0);
  CHECK(c.fetch(1024) == numbered(3000));
}

TEST_CASE("tftp: block numbers go on at 0 after 65535") {
  tftp_client c;
  c.put("f", numbered(8 * 65'540 + 3));
  c.request("f\0octet\0blksize\0008\0"s);
  CHECK(c.packets_after(duration::ms(5)).size() == 1);
  c.acknowledge(0);
  CHECK(c.fetch(8) == numbered(8 * 65'540 + 3));
}

TEST_CASE("tftp: a block that is not acknowledged comes again, six times in all") {
  tftp_client c;
  c.put("f", numbered(100));
  c.request("f\0octet\0"s);
  CHECK(c.packets_after(duration::ms(900)).size() == 1);
  CHECK(c.packets_after(duration::s(1)).size() == 1);
  CHECK(c.packets_after(duration::s(20)).size() == 4);
}

TEST_CASE("tftp: an acknowledgement that comes twice brings no block twice") {
  tftp_client c;
  c.put("f", numbered(2000));
  c.request("f\0octet\0"s);
  CHECK(c.packets_after(duration::ms(5)).size() == 1);
  c.acknowledge(1);
  c.acknowledge(1);
  const auto got = c.packets_after(duration::ms(10));
  REQUIRE(got.size() == 1);
  CHECK(got[0].number == 2);
}

TEST_CASE("tftp: netascii sends line ends as two characters") {
  tftp_client c;
  c.put("f", "a\nb\r");
  c.request("f\0netascii\0"s);
  CHECK(c.fetch(512) == "a\r\nb\r\0"s);
}

TEST_CASE("tftp: what there is not, may not be or makes no sense is refused") {
  tftp_client c;
  c.put("f", "x");
  const auto refused = [&](const std::string& text, unsigned opcode) {
    c.request(text, opcode);
    const auto got = c.packets_after(duration::ms(5));
    REQUIRE(got.size() == 1);
    CHECK(got[0].opcode == 5);
    return got[0].number;
  };
  CHECK(refused("g\0octet\0"s, 1) == 1);
  CHECK(refused("f\0octet\0"s, 2) == 2);
  CHECK(refused("f\0mail\0"s, 1) == 4);
  CHECK(refused("f\0oct"s, 1) == 4);
  c.transfer_port = 50'000;
  c.acknowledge(1);
  const auto got = c.packets_after(duration::ms(5));
  REQUIRE(got.size() == 1);
  CHECK(got[0].number == 5);
}

}  // namespace
}  // namespace trapline::devices
