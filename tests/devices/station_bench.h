/// A client that speaks to the station over the cable, packet by packet.
#pragma once

#include <functional>

#include "models/devices/network/ethernet_wire.h"
#include "models/devices/network/network_station.h"

namespace trapline::devices::station_test {

inline constexpr mac_address client_mac{0x52, 0x54, 0, 0, 0, 7};
inline constexpr ipv4_address server = 0x0A000001, client = 0x0A00000F;

struct folder : file_library {
  std::optional<std::vector<std::byte>> find(std::string_view name) override {
    const auto file = files.find(name);
    return file == files.end() ? std::nullopt : std::optional{file->second};
  }
  std::map<std::string, std::vector<std::byte>, std::less<>> files;
};

struct bench : ethernet_station {
  bench() {
    station.connect(wire.attach(station));
    cable = &wire.attach(*this);
  }
  void receive(const ethernet_frame& f, instant) override {
    REQUIRE(ethernet::crc_of(f.bytes) == ethernet::residue);
    REQUIRE(f.bytes.size() >= 64);
    heard.push_back(f.bytes);
    heard.back().resize(f.bytes.size() - 4);
  }
  void say(std::uint16_t type, std::span<const std::byte> payload,
           const mac_address& to = station_settings{}.mac) {
    packet_writer out;
    out.bytes(std::as_bytes(std::span{to}))
        .bytes(std::as_bytes(std::span{client_mac}))
        .u16(type)
        .bytes(payload);
    cable->send(ethernet::frame_of(out.all()), now);
  }
  void say_ip(ip_protocol protocol, std::span<const std::byte> payload) {
    say(0x0800, make_ipv4(client, server, protocol, 1, payload));
  }
  void say_udp(std::uint16_t from, std::uint16_t to, std::span<const std::byte> data) {
    say_ip(ip_protocol::udp, make_udp({client, server, from, to, data}));
  }
  void pass(duration d) {
    const instant end = now + d;
    for (;;) {
      const instant next = std::min(station.next_event(), wire.next_event());
      if (next > end) break;
      now = next;
      wire.advance_to(now);
      station.advance_to(now);
    }
    now = end;
  }
  /// The packets that came since the last time, with their checksums tried; those of other types left out.
  std::vector<ipv4_packet> answers() {
    taken = std::exchange(heard, {});
    std::vector<ipv4_packet> all;
    for (const auto& frame : taken) {
      packet_reader in{frame};
      in.take(12);
      if (in.u16() != 0x0800) continue;
      const auto packet = read_ipv4(in.rest());
      REQUIRE(packet);
      all.push_back(*packet);
    }
    return all;
  }
  std::vector<ipv4_packet> answers_after(duration d) {
    pass(d);
    return answers();
  }

  folder files;
  ethernet_wire wire;
  network_station station{{}, &files};
  ethernet_medium* cable;
  std::vector<std::vector<std::byte>> heard, taken;
  instant now = instant::at_ps(1'000'000);
};

}  // namespace trapline::devices::station_test
