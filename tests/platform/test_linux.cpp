// Debian's Linux to its shell, wherever the device models are. Needs the images of scripts/get-guests.
#include <regex>
#include <sstream>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

bool images_are_there() {
  const bool there = run_program({"show", "linux"}).code == 0;
  if (!there) WARN("skipped: the images of guest linux are missing; ./scripts/get-guests fetches them");
  return there;
}

/// The guest's command line, less what keeps the kernel from saying everything.
const std::string talkative_line =
    "console=ttyS0,115200 panic=-1 reboot=t noapic nolapic nosmp acpi=off pci=off nohpet cryptomgr.notests "
    "initcall_blacklist=load_system_certificate_list,isapnp_init,init_blk_tracer lpj=4000000 "
    "tsc_early_khz=1000000 printk.time=0";

words talkative() { return set("vm.cmdline", talkative_line); }

/// Without what tells of time: calibrations, time stamps.
std::string timeless(const std::string& console) {
  static const std::regex stamp{R"(audit\([0-9.]+)"};
  std::istringstream lines{console};
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("tsc: ", 0) == 0 || line.rfind("sched_clock: ", 0) == 0) continue;
    all += std::regex_replace(line, stamp, "audit(TIME") + "\n";
  }
  return all;
}

std::string console_of(const words& settings) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  check_that_figures_tile(
      results_of(with(with({"run", "linux", "--serial", serial}, talkative()), settings)));
  return timeless(content_of(serial));
}

}  // namespace

TEST_CASE("linux: the console's text is the same on every platform and placement, apart from times") {
  if (!images_are_there()) return;
  const std::string native = console_of(set("platform.kind", "native"));
  CHECK(std::count(native.begin(), native.end(), '\n') > 100);
  CHECK(native.find("TRAPLINE-SHELL-READY") != std::string::npos);
  for (const std::string placement : {"service-os", "xen-2005", "hypervisor", "acrn"}) {
    CAPTURE(placement);
    const bool equal = console_of(set("vm.placement", placement)) == native;
    CHECK(equal);
  }
  for (const std::string placement : {"user", "kernel"}) {
    CAPTURE(placement);
    const bool equal =
        console_of(with(set("platform.kind", "hosted"), set("vm.placement", placement))) == native;
    CHECK(equal);
  }
}

TEST_CASE("linux: awk computes what the same program computes on a real processor") {
  if (!images_are_there()) return;
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  // In the place of init. busybox's % subtracts a quotient that was cast to an integer of 64 bits: no fmod().
  const std::string program =
      R"(BEGIN{printf("%.17g,%.17g,%.17g,%.17g,%.17g\n",1e22%0.1,0.1+0.2,1/3,5.5%2,-1e300*1e10);)"
      R"(print("TRAPLINE-SHELL-READY");while(1);})";
  results_of(with({"run", "linux", "--serial", serial},
                  with(set("platform.kind", "native"),
                       set("vm.cmdline", talkative_line + " quiet rdinit=/bin/awk -- " + program))));
  CHECK(content_of(serial).find("1.0000922337203685e+22,0.30000000000000004,0.33333333333333331,1.5,-inf") !=
        std::string::npos);
}

TEST_CASE("linux: two of them reach their shells beside computations that want the processors too") {
  if (!images_are_there()) return;
  const json r = results_of({"run", "linux-beside"});
  REQUIRE(r["vms"].size() == 4);
  check_that_figures_tile(r);
  for (const json& vm : r["vms"])
    CHECK(vm["end"]["reason"] == (vm["guest"] == "linux" ? "serial_text" : "exit"));
}
