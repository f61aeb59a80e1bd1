// Whole systems against golden output: the real SeaBIOS and our boot program, on every platform.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// One boot, from the reset vector to the program's end: its text, and what holds of all figures.
void boot(const words& settings) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const json r = results_of(with({"run", "firmware", "--serial", serial}, settings));
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/firmware/expected-serial.txt"));
  CHECK(r["simulation"]["end"] == "guest_exit");
  CHECK(r["vms"][0]["end"]["code"] == 0);
  check_that_figures_tile(r);
}

words hosted_with(const std::string& placement) {
  return with(set("platform.kind", "hosted"), set("vm.placement", placement));
}

}  // namespace

TEST_CASE("firmware: native") { boot(set("platform.kind", "native")); }
TEST_CASE("firmware: every device model in the service OS") { boot(set("vm.placement", "service-os")); }
TEST_CASE("firmware: as the patent has it") { boot(set("vm.placement", "patent")); }
TEST_CASE("firmware: every device model in the hypervisor") { boot(set("vm.placement", "hypervisor")); }
TEST_CASE("firmware: as Xen was in 2005") { boot(set("vm.placement", "xen-2005")); }
TEST_CASE("firmware: as Xen is") { boot(set("vm.placement", "xen")); }
TEST_CASE("firmware: as ACRN is") { boot(set("vm.placement", "acrn")); }
TEST_CASE("firmware: every device model in the user-mode VMM of a hosted monitor") {
  boot(hosted_with("user"));
}
TEST_CASE("firmware: as KVM is") { boot(hosted_with("kvm")); }
TEST_CASE("firmware: every device model in the kernel VMM") { boot(hosted_with("kernel")); }
TEST_CASE("firmware: every device model in the host OS") { boot(hosted_with("host-os")); }
TEST_CASE("firmware: on another generation of processors") {
  boot(with(set("platform.profile", "skylake-2017"), set("vm.placement", "patent")));
}
TEST_CASE("firmware: with the service OS on a processor of its own") {
  boot(with(set("platform.processors", "2"), set("service_os.processor", "own")));
}
TEST_CASE("firmware: with another seed") {
  boot(with({"--seed", "20060420"}, set("vm.placement", "patent")));
}
