// One access script against every placement: equal values, ordered latencies.
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

constexpr const char* devices_that_move[]{"debug", "keyboard", "pic",  "pit",   "post",
                                          "rtc",   "system",   "uart", "uart2", "vga"};

words script(const words& more) {
  return with(with(own_guest("script"), {"--until", "60 s", "--set", "costs.spread=none"}), more);
}

words native() { return set("platform.kind", "native"); }
words placed(const std::string& name) { return set("vm.placement", name); }

std::string answers(const words& more) {
  const captured r = run_program(with(script(more), {"--quiet", "--serial", "-"}));
  CAPTURE(more, r.err);
  REQUIRE(r.code == 0);
  return r.out;
}

/// Mean cycles of a device's accesses in one direction; 0 if there are none by that path.
double mean(const json& r, const std::string& path, const std::string& device, const std::string& direction) {
  for (const json& p : r["paths"])
    if (p["path"] == path && p["device"] == device && p["direction"] == direction) return p["cycles"]["mean"];
  return 0;
}

}  // namespace

TEST_CASE("access script: the bare machine answers what the datasheets say") {
  CHECK(answers(native()) == content_of(TRAPLINE_SOURCE_DIR "/tests/hybrid/guests/script-answers.txt"));
}

TEST_CASE("access script: every shipped placement answers what the bare machine does") {
  const std::string expected = answers(native());
  for (const std::string& name : hybrid_placements()) {
    CAPTURE(name);
    CHECK(answers(placed(name)) == expected);
  }
}

TEST_CASE("access script: every device can move by itself, and nothing that is read changes") {
  const std::string expected = answers(native());
  for (const std::string device : devices_that_move) {
    CAPTURE(device);
    CHECK(answers(with(placed("service-os"), set("vm.place." + device, "hypervisor"))) == expected);
    CHECK(answers(with(placed("hypervisor"), set("vm.place." + device, "service_os"))) == expected);
  }
}

TEST_CASE("access script: it answers the same on two processors, with the service OS on one of its own") {
  const words two = with(set("platform.processors", "2"), set("service_os.processor", "own"));
  for (const std::string name : {"service-os", "patent"})
    CHECK(answers(with(placed(name), two)) == answers(native()));
}

TEST_CASE(
    "access script: the bare machine is faster than the hypervisor, the hypervisor than the service OS") {
  const json bare = results_of(script(native()));
  const json near = results_of(script(placed("hypervisor")));
  const json far = results_of(script(placed("service-os")));
  for (const std::string device : devices_that_move) {
    for (const std::string direction : {"in", "out"}) {
      CAPTURE(device, direction);
      const double native_mean = mean(bare, "native", device, direction);
      const double near_mean = mean(near, "hypervisor", device, direction);
      const double far_mean = mean(far, "service_os", device, direction);
      CHECK((native_mean == 0) == (far_mean == 0));
      CHECK((near_mean == 0) == (far_mean == 0));
      if (far_mean == 0) continue;
      CHECK(native_mean < near_mean);
      CHECK(near_mean < far_mean);
    }
  }
}

TEST_CASE("access script: results name the place that answered, device by device") {
  const json r = results_of(script(with(placed("service-os"), set("vm.place.rtc", "hypervisor"))));
  CHECK(r["vms"][0]["placement"]["rtc"] == "hypervisor");
  CHECK(r["vms"][0]["placement"]["pit"] == "service_os");
  for (const json& p : r["paths"]) {
    const std::string device = p["device"];
    const std::string expected = device == "rtc"    ? "hypervisor"
                                 : device == "none" ? "unclaimed"
                                                    : "service_os";
    CAPTURE(device);
    CHECK(p["path"] == expected);
  }
}

TEST_CASE("access script: figures tile on every placement") {
  check_that_figures_tile(results_of(script(native())));
  for (const std::string& name : hybrid_placements())
    check_that_figures_tile(results_of(script(placed(name))));
}
