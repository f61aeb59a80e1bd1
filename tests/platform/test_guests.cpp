// The small guests, on the bare machine and under the hypervisor.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

words file_of_guest(const std::string& guest) { return set("vm.guest", guest); }

void check_guest(const std::string& guest, const words& settings) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const json r = results_of(
      with(with({"run", "hello", "--until", "100 s", "--serial", serial}, file_of_guest(guest)), settings));
  CAPTURE(guest, settings);
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/" + guest + "/expected-serial.txt"));
  check_that_figures_tile(r);
}

}  // namespace

TEST_CASE("guests: each prints what it promises on the bare machine") {
  for (const std::string guest : {"hello", "ports", "ticks", "loops", "rom", "multiboot"})
    check_guest(guest, set("platform.kind", "native"));
}

TEST_CASE("guests: each prints what it promises on every placement") {
  for (const std::string& placement : hybrid_placements())
    for (const std::string guest : {"hello", "ports", "ticks", "loops", "rom", "multiboot"})
      check_guest(guest, set("vm.placement", placement));
}

TEST_CASE("guests: figures tile with any seed, spread or none") {
  for (const std::string seed : {"1", "2", "77", "9223372036854775807"})
    for (const std::string guest : {"ports", "ticks"})
      for (const std::string spread : {"profile", "none"})
        check_guest(guest, with({"--seed", seed}, set("costs.spread", spread)));
}

TEST_CASE("guests: every one of a thousand ticks is raised and delivered, whatever the controller's place") {
  for (const std::string& placement : hybrid_placements()) {
    CAPTURE(placement);
    const json r = results_of(with({"run", "ticks"}, set("vm.placement", placement)));
    for (const json& i : r["interrupts"]) {
      if (i["source"] != "pit") continue;
      CHECK(i["delivered"].get<int>() >= 1000);
      CHECK(i["to_eoi"]["count"].get<int>() >= 999);
    }
  }
}
