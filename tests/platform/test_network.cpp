// A network card in every place: what comes over it is the same, its recording opens in Wireshark, and what cannot be
// is refused before anything runs.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

const std::vector<words>& everywhere() {
  static const std::vector<words> all{set("platform.kind", "native"),    set("vm.placement", "service-os"),
                                      set("vm.placement", "hypervisor"), set("vm.placement", "xen"),
                                      set("vm.placement", "user"),       set("vm.placement", "kernel"),
                                      set("vm.placement", "host-os")};
  return all;
}

/// The settings, with the platform that the placement is for.
words placed(const words& settings) {
  for (const char* hosted : {"user", "kernel", "host-os"})
    if (settings[1] == std::string{"vm.placement="} + hosted)
      return with(set("platform.kind", "hosted"), settings);
  return settings;
}

double work_of(const json& r) {
  const json& region = r["vms"][0]["region"];
  return region["end_ns"].get<double>() - region["begin_ns"].get<double>();
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string all;
  for (int c; (c = std::fgetc(pipe)) != EOF;) all += static_cast<char>(c);
  ::pclose(pipe);
  return all;
}

void refuse(const words& arguments, const words& said) {
  const captured r = run_program(with({"run"}, arguments));
  CAPTURE(arguments, r.err);
  CHECK(r.code == 2);
  CHECK(r.out.empty());
  for (const std::string& s : said) CHECK_THAT(r.err, Contains(s));
}

}  // namespace

TEST_CASE("network: ping gets the same replies wherever the card is") {
  for (const words& where : everywhere()) {
    CAPTURE(where);
    const json r = results_of(with({"run", "ping"}, placed(where)));
    check_that_figures_tile(r);
    const json& card = r["vms"][0]["network"];
    CHECK(card["sent"] == 21);
    CHECK(card["received"] == 21);
    CHECK(card["missed"] == 0);
    CHECK(card["lost"] == 0);
  }
}

TEST_CASE(
    "network: the card in the hypervisor takes less of a packet's time than in the service OS, the machine "
    "least") {
  const auto took = [](const words& where) {
    return work_of(results_of(with({"run", "ping"}, placed(where))));
  };
  const double service_os = took(set("vm.placement", "service-os"));
  const double card_near = took(set("vm.place.nic", "hypervisor"));
  const double all_near = took(set("vm.placement", "hypervisor"));
  const double native = took(set("platform.kind", "native"));
  CHECK(card_near < service_os);
  CHECK(all_near < card_near);
  CHECK(native < all_near);
}

TEST_CASE("network: several machines share the physical card, each with an address of its own") {
  for (const char* processors : {"1", "2"}) {
    const json r =
        results_of(with(with({"run", "ping"}, set("vms", "3")), set("platform.processors", processors)));
    for (const json& vm : r["vms"]) {
      CHECK(vm["end"]["code"] == 0);
      CHECK(vm["network"]["received"] >= 21);
    }
  }
}

TEST_CASE("network: a card that moves while packets come and go loses none of them") {
  const temporary_folder folder;
  std::string scenario = "[[vm]]\nname = \"a\"\nguest = \"ping\"\nnic = \"ne2000\"\n";
  for (unsigned i = 1; i <= 30; ++i)
    scenario += "[[at]]\ntime = \"" + std::to_string(i * 3'307) + " us\"\ncommand = \"place " +
                (i % 3 == 0 ? "pic " : "nic ") + (i % 2 == 0 ? "service_os" : "hypervisor") + "\"\n";
  const std::string file = folder.file("moving.toml", scenario).string();
  const std::string serial = (folder.path() / "serial").string();
  const json r = results_of({"run", file, "--serial", serial});
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/ping/expected-serial.txt"));
  CHECK(r["vms"][0]["network"]["received"] == 21);
}

TEST_CASE("network: results do not depend on the quantum") {
  const auto results = [](const char* quantum) {
    json r = results_of(with(with(with({"run", "ping"}, set("vms", "2")), set("platform.processors", "2")),
                             set("quantum", quantum)));
    r.erase("host");
    r["scenario"].erase("quantum");
    return r.dump();
  };
  const std::string usual = results("10 ms");
  CHECK(results("7 us") == usual);
  CHECK(results("100 us") == usual);
}

TEST_CASE("network: the recording has every frame, and Wireshark finds all of them right") {
  const temporary_folder folder;
  const std::string wire = (folder.path() / "wire.pcap").string();
  results_of({"run", "ping", "--pcap", wire});
  for (const std::string& file : {wire, wire + ".a"}) {
    CAPTURE(file);
    const std::string frames =
        output_of("tshark -r '" + file +
                  "' -o ip.check_checksum:TRUE -T fields -E separator=' ' -e _ws.col.Protocol "
                  "-e icmp.type -e ip.checksum.status -e icmp.checksum.status 2>/dev/null");
    CHECK(std::count(frames.begin(), frames.end(), '\n') == 42);
    std::size_t requests = 0, replies = 0, at = 0;
    while ((at = frames.find("ICMP 8 1 1\n", at)) != std::string::npos) ++requests, ++at;
    at = 0;
    while ((at = frames.find("ICMP 0 1 1\n", at)) != std::string::npos) ++replies, ++at;
    CHECK(requests == 20);
    CHECK(replies == 20);
  }
}

TEST_CASE("network: a recording changes nothing") {
  const temporary_folder folder;
  const auto results = [](const words& more) {
    json r = results_of(with({"run", "ping"}, more));
    r.erase("host");
    return r.dump();
  };
  CHECK(results({"--pcap", (folder.path() / "f").string(), "--wav", (folder.path() / "w").string()}) ==
        results({}));
}

TEST_CASE("network: without a partner nobody answers, and the guest says so") {
  const captured r =
      run_program({"run", "ping", "--quiet", "--set", "network.station=none", "--serial", "-"});
  CHECK(r.code == 1);
  CHECK_THAT(r.out, Contains("no answer"));
}

TEST_CASE("network: machines without a card are told as ever") {
  const json r = results_of({"run", "hello"});
  CHECK_FALSE(r["vms"][0].contains("network"));
  CHECK_FALSE(r["vms"][0]["placement"].contains("nic"));
  for (const auto& [key, value] : r["scenario"].items()) {
    CHECK(key.find("nic") == std::string::npos);
    CHECK(key.find("network") == std::string::npos);
  }
}

TEST_CASE("network: what cannot be is refused before anything runs") {
  refuse({"ping", "--set", "vm.nic_irq=4"}, {"vm.a.nic", "IRQ 4"});
  refuse({"ping", "--set", "vm.nic_irq=7"}, {"vm.a.nic_irq", "3, 4, 5, 9, 10, 11, 12 or 15"});
  refuse({"ping", "--set", "vm.nic_port=0x3e0"}, {"port 3F", "both claim"});
  refuse({"ping", "--set", "vm.nic_port=0x220", "--set", "vm.sound=sb16"},
         {"nic and sound both claim port 220h"});
  refuse({"ping", "--set", "vm.nic_port=0x310"}, {"vm.a.nic_port", "multiple of 32"});
  refuse({"ping", "--set", "vm.nic_irq=5", "--set", "vm.sound=sb16"}, {"both claim IRQ 5"});
  refuse({"ping", "--set", "vm.nic_address=01:00:00:00:00:01"}, {"vm.a.nic_address", "group"});
  refuse({"ping", "--set", "vm.nic_address=02:54:52:41:50:01"}, {"vm.a.nic_address", "the station's"});
  refuse({"ping", "--set", "vm.nic_address=02-00-00-00-00-01"}, {"vm.a.nic_address", "six bytes"});
  refuse({"ping", "--set", "vms=2", "--set", "vm.nic_address=02:00:00:00:00:01"},
         {"vm.a-2.nic_address", "VM \"a\""});
  refuse({"ping", "--set", "network.files=/nowhere/at/all"}, {"network.files", "no folder"});
  refuse({"hello", "--set", "vm.nic_irq=9"}, {"vm.a.nic_irq", "vm.nic"});
  refuse({"hello", "--set", "network.station=none"}, {"network.station", "vm.nic"});
  refuse({"hello", "--set", "vm.place.nic=hypervisor"}, {"vm.a.place.nic", "vm.nic"});
  refuse({"hello", "--pcap", "/tmp/never"}, {"--pcap", "vm.nic"});
  refuse({"ping", "--pcap", "/nowhere/f.pcap"}, {"/nowhere/f.pcap"});
}
