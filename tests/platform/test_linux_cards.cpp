// Debian's Linux with network and sound cards, by its own drivers. Needs the images of scripts/get-guests.
#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

bool images_are_there(const std::string& guest, const words& settings = {}) {
  const bool there = run_program(with({"show", guest}, settings)).code == 0;
  if (!there)
    WARN("skipped: the images of guest " + guest + " are missing; ./scripts/get-guests fetches them");
  return there;
}

/// From the workload's begin to its end.
std::string said_by_workload(const std::string& console) {
  const std::size_t begin = console.find("TRAPLINE-WORKLOAD-BEGIN"),
                    end = console.find("TRAPLINE-WORKLOAD-END");
  return begin == std::string::npos || end == std::string::npos ? "" : console.substr(begin, end - begin);
}

}  // namespace

TEST_CASE("linux-net: DHCP, ping and a mebibyte by TFTP are right natively and wherever the card is") {
  if (!images_are_there("linux-net")) return;
  const temporary_folder folder;
  std::string mebibyte(1 << 20, ' ');
  for (std::size_t i = 0; i < mebibyte.size(); ++i) mebibyte[i] = static_cast<char>(i * 7 + i / 251);
  std::filesystem::create_directory(folder.path() / "files");
  folder.file("files/mebibyte", mebibyte);
  folder.file("files/workload", content_of(TRAPLINE_SOURCE_DIR "/guests/linux-net/workload"));
  const auto console = [&](const words& settings) {
    const std::string serial = (folder.path() / "serial").string();
    const json r = results_of(with({"run", "linux-net", "--serial", serial, "--set",
                                    "network.files=" + (folder.path() / "files").string()},
                                   settings));
    CHECK(r["vms"][0]["network"]["missed"] == 0);
    return said_by_workload(content_of(serial));
  };
  const std::string native = console(set("platform.kind", "native"));
  CHECK_THAT(native, Contains("leased 10.0.0.15 255.255.255.0 from 10.0.0.1") &&
                         Contains("3 packets transmitted, 3 packets received, 0% packet loss") &&
                         Contains("workload is right") && Contains("mebibyte 1048576 bytes"));
  CHECK(console(set("vm.placement", "hypervisor")) == native);
  CHECK(console(set("vm.place.nic", "hypervisor")) == native);
  CHECK(console(set("vm.placement", "service-os")) == native);
  for (const char* placement : {"kernel", "user", "host-os"})
    CHECK(console(with(set("platform.kind", "hosted"), set("vm.placement", placement))) == native);
}

TEST_CASE(
    "linux-peers: one machine fetches by HTTP, and a mebibyte by TFTP, what the other serves, wherever the "
    "cards "
    "are") {
  if (!images_are_there("linux-peers")) return;
  std::string of_first, of_second;
  for (const words& settings : {set("vm.placement", "service-os"), set("vm.place.nic", "hypervisor"),
                                with(set("vm.placement", "hypervisor"), set("platform.processors", "2")),
                                with(set("platform.kind", "hosted"), set("vm.placement", "kernel")),
                                with(set("platform.kind", "hosted"), set("vm.placement", "user")),
                                with(with(set("platform.kind", "hosted"), set("vm.placement", "host-os")),
                                     set("platform.processors", "2"))}) {
    CAPTURE(settings);
    const temporary_folder folder;
    const std::string serial = (folder.path() / "serial").string();
    const json r = results_of(with({"run", "linux-peers", "--serial", serial}, settings));
    for (const json& vm : r["vms"]) CHECK(vm["end"]["code"] == 0);
    const std::string server = said_by_workload(content_of(serial));
    const std::string client = said_by_workload(content_of(serial + ".a-2"));
    CHECK_THAT(client, Contains("3 packets received") && Contains("fetched 1048576 bytes by TFTP"));
    const auto sum = [](const std::string& of, const std::string& words_before) {
      const std::size_t at = of.find(words_before);
      REQUIRE(at != std::string::npos);
      return of.substr(at + words_before.size(), 32);
    };
    CHECK(sum(server, "served ") == sum(client, "fetched "));
    CHECK(sum(server, "served a mebibyte ") == sum(client, "by TFTP "));
    if (of_first.empty()) of_first = server, of_second = client;
    CHECK(server == of_first);
    CHECK(client == of_second);
  }
}

TEST_CASE("linux-sound: ALSA finds the card and plays through it, without a sample missing") {
  if (!images_are_there("linux-sound")) return;
  for (const words& settings : {set("platform.kind", "native"), set("vm.placement", "service-os"),
                                set("vm.placement", "hypervisor")}) {
    CAPTURE(settings);
    const temporary_folder folder;
    const std::string serial = (folder.path() / "serial").string();
    const json r = results_of(with({"run", "linux-sound", "--serial", serial}, settings));
    CHECK_THAT(content_of(serial), Contains("SB16 - Sound Blaster 16") && Contains("played 8000 bytes"));
    CHECK(r["vms"][0]["sound"]["played"] >= 8000);
    CHECK(r["vms"][0]["sound"]["starved"] == 0);
  }
}

TEST_CASE(
    "linux-printer: what lp prints by interrupts and by polling is on paper natively and wherever the port "
    "is") {
  if (!images_are_there("linux", set("vm.guest", "linux-printer"))) return;
  std::string page;
  for (int line = 1; line <= 300; ++line) page += "Line " + std::to_string(line) + " from Linux.\n";
  for (const words& settings : {set("platform.kind", "native"), set("vm.place.printer", "hypervisor"),
                                set("vm.placement", "service-os"),
                                with(set("platform.kind", "hosted"), set("vm.placement", "user"))}) {
    CAPTURE(settings);
    const temporary_folder folder;
    const std::string paper = (folder.path() / "paper").string();
    const words guest{"run", "linux", "--set", "vm.guest=linux-printer", "--set", "vm.printer=" + paper};
    const json r = results_of(with(guest, settings));
    CHECK(content_of(paper) == page + page);
    for (const json& i : r["interrupts"])
      if (i["source"] == "printer") CHECK(i["delivered"] == page.size());
  }
}
