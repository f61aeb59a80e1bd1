#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>

#include "platform/recordings/pcap_file.h"
#include "tests/devices/station_bench.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::devices;
using trapline::testing::temporary_folder;

namespace {

unsigned number_at(const std::string& file, std::size_t at) {
  unsigned value = 0;
  for (unsigned i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(file[at + i]);
  return value;
}

/// What a command prints; empty if it cannot be run.
std::string printed(const std::string& command) {
  std::string all;
  if (FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r")) {
    for (int c; (c = std::fgetc(pipe)) != EOF;) all += static_cast<char>(c);
    ::pclose(pipe);
  }
  return all;
}

}  // namespace

TEST_CASE("pcap: header, times in nanoseconds, frames without their check sequences") {
  const auto frame = ethernet::frame_of(std::vector<std::byte>(60, std::byte{0x5A}));
  const instant began = instant{} + duration::s(3) + duration::ns(141'592'653);
  const std::string file = pcap_of(std::vector<recorded_frame>{{began, frame}, {began, {{std::byte{1}}, 0}}});
  REQUIRE(file.size() == 24 + 16 + 60 + 16 + 1);
  CHECK(number_at(file, 0) == 0xA1B23C4D);
  CHECK(number_at(file, 4) == 0x00040002);
  CHECK(number_at(file, 20) == 1);
  CHECK(number_at(file, 24) == 3);
  CHECK(number_at(file, 28) == 141'592'653);
  CHECK(number_at(file, 32) == 60);
  CHECK(number_at(file, 36) == 60);
  CHECK(file.substr(40, 60) == std::string(60, '\x5A'));
  CHECK(number_at(file, 100 + 8) == 1);
}

TEST_CASE("pcap: Wireshark finds nothing wrong in what the station says") {
  if (printed("tshark --version").empty()) {
    WARN("tshark is not installed");
    return;
  }
  station_test::bench b;
  std::vector<recorded_frame> frames;
  b.wire.watch([&](const ethernet_frame& f, instant at) { frames.push_back({at, f}); });
  b.files.files["f"] = std::vector<std::byte>(700, std::byte{'x'});
  packet_writer ping;
  ping.u8(8).u8(0).u16(0).u16(1).u16(1).text("abcdefghijklmnop");
  ping.patch_u16(2, internet_checksum(ping.all()));
  b.say_ip(ip_protocol::icmp, ping.all());
  packet_writer read;
  read.u16(1).text(std::string_view{"f\0octet\0", 8});
  b.say_udp(2000, 69, read.all());
  b.say_udp(2000, 9, read.all());
  packet_writer open;
  open.u16(3000).u16(7).u32(1).u32(0).u16(0x5002).u16(512).u16(0).u16(0);
  const auto sum = pseudo_header_sum(station_test::client, station_test::server, ip_protocol::tcp, 20);
  open.patch_u16(16, internet_checksum(open.all(), sum));
  b.say_ip(ip_protocol::tcp, open.all());
  b.pass(duration::ms(100));
  CHECK(frames.size() == 8);

  const temporary_folder folder;
  const std::string path = (folder.path() / "wire.pcap").string();
  const std::string content = pcap_of(frames);
  std::ofstream{path, std::ios::binary} << content;
  const std::string options =
      " -n -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -o tcp.check_checksum:TRUE";
  CHECK(printed("tshark -r " + path + options +
                " -Y '_ws.malformed or _ws.expert.severity >= error or "
                "ip.checksum.status == 0 or udp.checksum.status == 0 or tcp.checksum.status == 0 or "
                "icmp.checksum.status == 0'")
            .empty());
  const std::string all = printed("tshark -r " + path + options + " -T fields -e _ws.col.Protocol");
  CHECK(all == "ICMP\nTFTP\nTFTP\nTCP\nICMP\nTFTP\nICMP\nTCP\n");
}
