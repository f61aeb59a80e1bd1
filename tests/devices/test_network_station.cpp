#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/station_bench.h"

namespace trapline::devices {
namespace {

using namespace station_test;

std::vector<std::byte> bytes_of(std::initializer_list<unsigned> values) {
  std::vector<std::byte> all;
  for (const unsigned v : values) all.push_back(static_cast<std::byte>(v));
  return all;
}

std::vector<std::byte> arp_request(ipv4_address wanted) {
  packet_writer out;
  out.u16(1).u16(0x0800).u8(6).u8(4).u16(1);
  out.bytes(std::as_bytes(std::span{client_mac})).u32(client).zeros(6).u32(wanted);
  return out.all();
}

std::vector<std::byte> echo_request(std::size_t data) {
  packet_writer out;
  out.u8(8).u8(0).u16(0).u16(0x1234).u16(7);
  for (std::size_t i = 0; i < data; ++i) out.u8(static_cast<std::uint8_t>(i));
  out.patch_u16(2, internet_checksum(out.all()));
  return out.all();
}

TEST_CASE("ipv4: the checksum of RFC 1071's example") {
  const auto bytes = bytes_of({0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7});
  CHECK(internet_checksum(bytes) == 0x220D);
  CHECK(internet_checksum(bytes_of({0x01})) == 0xFEFF);
}

TEST_CASE("ipv4: a header that others computed is taken, and one with a wrong bit is not") {
  auto packet = bytes_of({0x45, 0x00, 0x00, 0x3c, 0x1c, 0x46, 0x40, 0x00, 0x40, 0x06,
                          0xb1, 0xe6, 0xac, 0x10, 0x0a, 0x63, 0xac, 0x10, 0x0a, 0x0c});
  packet.resize(60);
  REQUIRE(read_ipv4(packet));
  CHECK(read_ipv4(packet)->from == 0xAC100A63);
  CHECK(read_ipv4(packet)->payload.size() == 40);
  packet[8] ^= std::byte{1};
  CHECK_FALSE(read_ipv4(packet));
}

TEST_CASE("ethernet: the check sequence of a known frame") {
  // "123456789" has the CRC-32 CBF43926, sent with its lowest byte first.
  std::vector<std::byte> f;
  for (const char c : std::string_view{"123456789"}) f.push_back(static_cast<std::byte>(c));
  ethernet::append_fcs(f);
  CHECK(std::vector(f.begin() + 9, f.end()) == bytes_of({0x26, 0x39, 0xF4, 0xCB}));
  CHECK(ethernet::crc_of(f) == ethernet::residue);
}

TEST_CASE("ethernet wire: frames follow one another with the gap between them, in the order of asking") {
  struct listener : ethernet_station {
    void receive(const ethernet_frame& f, instant at) override { heard.emplace_back(f.bytes.size(), at); }
    std::vector<std::pair<std::size_t, instant>> heard;
  };
  ethernet_wire wire;
  listener a, b, c;
  ethernet_medium& at_a = wire.attach(a);
  ethernet_medium& at_b = wire.attach(b);
  wire.attach(c);
  std::vector<instant> began;
  wire.watch([&](const ethernet_frame&, instant at) { began.push_back(at); });
  const instant t = instant::at_ps(5);
  const auto first = at_a.send(ethernet::frame_of({}), t);
  const auto second = at_b.send(ethernet::frame_of(std::vector<std::byte>(1000)), t);
  CHECK(first.takes == duration::ns(800 * 72));
  CHECK_FALSE(first.deferred);
  CHECK(second.takes == duration::ns(800 * 72 + 9600 + 800 * 1012));
  CHECK(second.deferred);
  CHECK(began == std::vector<instant>{t, t + duration::ns(800 * 72 + 9600)});
  while (wire.next_event() != instant::never()) wire.advance_to(wire.next_event());
  CHECK(a.heard == std::vector<std::pair<std::size_t, instant>>{{1004, t + second.takes}});
  CHECK(b.heard == std::vector<std::pair<std::size_t, instant>>{{64, t + first.takes}});
  CHECK(c.heard.size() == 2);
}

TEST_CASE("station: answers ARP for its own address only, a fixed time later") {
  bench b;
  b.say(0x0806, arp_request(server), broadcast_mac);
  b.say(0x0806, arp_request(server + 1), broadcast_mac);
  b.pass(duration::us(2 * 72) + duration::ms(1));
  REQUIRE(b.heard.size() == 1);
  packet_reader in{b.heard[0]};
  CHECK(in.take(6)[5] == std::byte{7});
  in.take(6);
  CHECK(in.u16() == 0x0806);
  in.take(6);
  CHECK(in.u16() == 2);
  CHECK(in.take(6)[1] == std::byte{0x54});
  CHECK(in.u32() == server);
  in.take(6);
  CHECK(in.u32() == client);
}

TEST_CASE("station: echoes a ping of any size that a frame holds") {
  for (const std::size_t size : {0U, 1U, 56U, 1472U}) {
    bench b;
    b.say_ip(ip_protocol::icmp, echo_request(size));
    const auto got = b.answers_after(duration::ms(10));
    REQUIRE(got.size() == 1);
    CHECK(got[0].to == client);
    CHECK(internet_checksum(got[0].payload) == 0);
    auto wanted = echo_request(size);
    CHECK(got[0].payload[0] == std::byte{0});
    CHECK(std::equal(wanted.begin() + 4, wanted.end(), got[0].payload.begin() + 4, got[0].payload.end()));
  }
}

TEST_CASE("station: UDP is echoed on port 7, and other ports are said to be unreachable") {
  bench b;
  const auto data = bytes_of({1, 2, 3});
  b.say_udp(4000, 7, data);
  auto got = b.answers_after(duration::ms(10));
  REQUIRE(got.size() == 1);
  const auto echo = read_udp(got[0]);
  REQUIRE(echo);
  CHECK(echo->to_port == 4000);
  CHECK(std::vector(echo->data.begin(), echo->data.end()) == data);
  b.say_udp(4000, 9, data);
  got = b.answers_after(duration::ms(10));
  REQUIRE(got.size() == 1);
  CHECK(got[0].protocol == ip_protocol::icmp);
  CHECK(got[0].payload[0] == std::byte{3});
  CHECK(got[0].payload[1] == std::byte{3});
  CHECK(got[0].payload[8] == std::byte{0x45});
}

TEST_CASE("station: DHCP offers and grants one address for each card, and refuses another") {
  bench b;
  const auto ask = [&b](unsigned type, ipv4_address wanted, unsigned card) {
    packet_writer out;
    out.u8(1).u8(1).u8(6).u8(0).u32(0xABCD).u16(0).u16(0x8000).zeros(16);
    out.u8(0x52).u8(0x54).u8(0).u8(0).u8(0).u8(card).zeros(10 + 192).u32(0x63825363).u8(53).u8(1).u8(type);
    if (wanted != 0) out.u8(50).u8(4).u32(wanted).u8(54).u8(4).u32(server);
    out.u8(255);
    const auto udp = make_udp({0, everybody, 68, 67, out.all()});
    b.say(0x0800, make_ipv4(0, everybody, ip_protocol::udp, 1, udp), broadcast_mac);
    const auto got = b.answers_after(duration::ms(10));
    REQUIRE(got.size() == 1);
    CHECK(got[0].to == everybody);
    const auto d = read_udp(got[0]);
    REQUIRE(d);
    CHECK(d->to_port == 68);
    packet_reader in{d->data};
    in.take(4);
    CHECK(in.u32() == 0xABCD);
    in.take(8);
    const ipv4_address lease = in.u32();
    in.take(236 - 20);
    CHECK(in.u32() == 0x63825363);
    CHECK(in.u16() == 0x3501);
    return std::pair{in.u8(), lease};
  };
  using found = std::pair<std::uint8_t, ipv4_address>;
  CHECK(ask(1, 0, 1) == found{2, 0x0A00000F});
  CHECK(ask(1, 0, 2) == found{2, 0x0A000010});
  CHECK(ask(3, 0x0A00000F, 1) == found{5, 0x0A00000F});
  CHECK(ask(3, 0x0A00000F, 2) == found{6, 0});
}

TEST_CASE("station: what is malformed is ignored, whatever it is") {
  test::dice die{793};
  bench b;
  b.files.files["f"] = std::vector<std::byte>(3000);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::byte> data(die.below(120));
    for (std::byte& x : data) x = static_cast<std::byte>(die.below(256));
    switch (die.below(7)) {
      case 0:
        b.say(static_cast<std::uint16_t>(die.below(0x10000)), data);
        break;
      case 1:
        b.say(0x0800, data);
        break;
      case 2:
        b.say(0x0806, data, broadcast_mac);
        break;
      case 3:
        b.say_ip(static_cast<ip_protocol>(die.below(20)), data);
        break;
      case 4:
        b.say_udp(static_cast<std::uint16_t>(die.below(5)), die.one_in(2) ? 69 : 67, data);
        break;
      case 5: {
        if (data.size() < 20) break;
        data[0] = std::byte{0};
        data[2] = std::byte{0};
        data[3] = std::byte{7};
        data[12] = std::byte{0x50};
        data[16] = data[17] = std::byte{0};
        const auto sum =
            internet_checksum(data, pseudo_header_sum(client, server, ip_protocol::tcp, data.size()));
        data[16] = static_cast<std::byte>(sum >> 8);
        data[17] = static_cast<std::byte>(sum);
        b.say_ip(ip_protocol::tcp, data);
        break;
      }
      default:
        b.cable->send({data, die.below(8)}, b.now);
    }
    b.answers_after(duration::us(die.below(2000)));
  }
  b.say_ip(ip_protocol::icmp, echo_request(10));
  std::size_t pings = 0;
  for (const ipv4_packet& p : b.answers_after(duration::ms(100)))
    pings += p.protocol == ip_protocol::icmp ? 1 : 0;
  CHECK(pings >= 1);
}

}  // namespace
}  // namespace trapline::devices
