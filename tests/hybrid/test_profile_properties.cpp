// What a profile's properties make an access take, besides the steps that every machine has.
#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

/// Cycles of a read of the PIT on a machine of 2005 in which one line of [properties] is another.
std::uint64_t pit_in(const std::string& placement, const std::string& line, const std::string& other) {
  const temporary_folder folder;
  std::string profile = content_of(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
  const std::size_t at = profile.find("\n" + line);
  REQUIRE(at != std::string::npos);
  profile.replace(at + 1, line.size(), other);
  const std::string file = folder.file("other.toml", profile).string();
  const json r = results_of(
      with({"run", "ports"}, with(set("platform.profile", file),
                                  with(set("costs.spread", "none"), set("vm.placement", placement)))));
  for (const json& p : r["paths"])
    if (p["device"] == "pit" && p["direction"] == "in") return p["cycles"]["p50"];
  return 0;
}

}  // namespace

TEST_CASE("profile: hardware that does not report the instruction makes the monitor decode it") {
  const std::string line = "reports_io_instruction = true", other = "reports_io_instruction = false";
  CHECK(pit_in("hypervisor", line, other) == 8'135 + 7'691);
  CHECK(pit_in("service-os", line, other) == 44'935 + 7'691);
}

TEST_CASE("profile: a service OS in a virtual machine of its own takes two more round trips to get to") {
  const std::string line = "service_os_is_hardware_guest = false",
                    other = "service_os_is_hardware_guest = true";
  CHECK(pit_in("hypervisor", line, other) == 8'135);
  CHECK(pit_in("service-os", line, other) == 44'935 + 7'926);
}
