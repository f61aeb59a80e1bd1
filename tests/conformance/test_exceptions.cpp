// Every exception and change of mode, by a guest that checks itself: the text is the oracle's wherever it
// runs.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

void check_exceptions(const words& settings) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const json r = results_of(with({"run", "exceptions", "--serial", serial}, settings));
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/exceptions/expected-serial.txt"));
  CHECK(r["vms"][0]["end"]["code"] == 0);
  check_that_figures_tile(r);
}

}  // namespace

TEST_CASE("exceptions: native") { check_exceptions(set("platform.kind", "native")); }
TEST_CASE("exceptions: every device model in the service OS") {
  check_exceptions(set("vm.placement", "service-os"));
}
TEST_CASE("exceptions: as the patent has it") { check_exceptions(set("vm.placement", "patent")); }
TEST_CASE("exceptions: under the hosted monitor") {
  check_exceptions(with(set("platform.kind", "hosted"), set("vm.placement", "user")));
  check_exceptions(with(set("platform.kind", "hosted"), set("vm.placement", "kernel")));
}
TEST_CASE("exceptions: with nested paging") { check_exceptions(set("platform.profile", "skylake-2017")); }
TEST_CASE("exceptions: with interrupts by stack tweak") {
  check_exceptions(with(set("vm.placement", "patent"), set("vm.injection", "stack_tweak")));
}
TEST_CASE("exceptions: at another quantum") {
  check_exceptions(with(set("vm.placement", "patent"), set("quantum", "3 us")));
}
