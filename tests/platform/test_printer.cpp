// A printer at a parallel port: what is on its paper is right wherever the port is, and paper is an output like others.
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

/// What the guest `printer` prints.
std::string expected_paper() {
  std::string all = "polled\r\n";
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  return all + "by interrupts\r\n";
}

words printing(const std::string& paper) { return with(own_guest("printer"), set("vm.printer", paper)); }

}  // namespace

TEST_CASE("printer: the file and the guest's values are the same in every placement and without a monitor") {
  const temporary_folder folder;
  std::string serial;
  const auto prints_right = [&](const std::string& name, const words& more) {
    CAPTURE(name);
    const std::string paper = (folder.path() / name).string();
    const json r = results_of(with(printing(paper), more));
    CHECK(content_of(paper) == expected_paper());
    const std::string sent = r["vms"][0]["serial_sha256"];
    if (serial.empty()) serial = sent;
    CHECK(sent == serial);
    return r;
  };
  prints_right("native", set("platform.kind", "native"));
  for (const std::string& placement : hybrid_placements())
    prints_right(placement, set("vm.placement", placement));
  for (const char* placement : {"user", "kernel", "kvm", "host-os"})
    prints_right(placement, with(set("platform.kind", "hosted"), set("vm.placement", placement)));
  const json moved =
      prints_right("here", with(set("vm.placement", "service-os"), set("vm.place.printer", "hypervisor")));
  CHECK(moved["vms"][0]["placement"]["printer"] == "hypervisor");
}

TEST_CASE("printer: firmware finds the port, and INT 17h prints without a time-out near and far") {
  const temporary_folder folder;
  for (const words& where : {set("platform.kind", "native"), set("vm.place.printer", "hypervisor"),
                             set("vm.place.printer", "service_os")}) {
    const std::string paper = (folder.path() / "paper").string();
    const words guest{"run",       "hello", "--set",
                      "vm.guest=", "--set", "vm.disk=" TRAPLINE_TEST_GUESTS "/bios-printer.rom"};
    results_of(with(with(guest, set("vm.printer", paper)), where));
    CHECK(content_of(paper) == "INT 17h prints.\r\n");
  }
}

TEST_CASE("printer: a machine without one has no such device, and says nothing of it") {
  const json r = results_of({"run", "hello"});
  CHECK_FALSE(r["vms"][0]["placement"].contains("printer"));
  const captured placed = run_program({"run", "hello", "--set", "vm.place.printer=hypervisor"});
  CHECK(placed.code == 2);
  CHECK(placed.err.find("give it one (vm.printer)") != std::string::npos);
}

TEST_CASE(
    "printer: paper that is an input, another output, a folder or nowhere is refused, and nothing is "
    "written") {
  const temporary_folder folder;
  const std::string paper = (folder.path() / "paper").string();
  const auto refused = [&](const words& arguments, const std::string& why) {
    const captured r = run_program(arguments);
    CAPTURE(arguments, r.err);
    CHECK(r.code == 2);
    CHECK(r.err.find(why) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(paper));
  };
  refused(printing(folder.path().string()), "is a folder");
  refused(printing((folder.path() / "none/paper").string()), "there is no folder");
  refused(printing("-"), "is standard output");
  refused(printing(TRAPLINE_TEST_GUESTS "/printer.rom"), "is also vm.");
  refused(with(printing(paper), {"--serial", paper}), "is an output already: vm.");
  refused(with(printing(paper), set("vms", "2")), "is also vm.");
  refused(with(with(printing(paper), set("vm.nic", "ne2000")), set("vm.nic_port", "0x360")),
          "both claim port 378h");
  refused(
      {"compare", "hello", "--set", "vm.printer=" + paper, "--column", "a: seed=1", "--column", "b: seed=2"},
      "is also vm.");
  refused({"compare", "hello", "--seeds", "2", "--column", "a: vm.printer=" + paper, "--column",
           "b: vm.printer=" + paper + "2"},
          "is also vm.");
  ::setenv("TRAPLINE_ORDER", "alphabetical", 1);  // found wrong only when the paper is open
  refused(printing(paper), "TRAPLINE_ORDER");
  ::unsetenv("TRAPLINE_ORDER");
}

TEST_CASE("printer: paper that is full is said, and ends with 4") {
  const captured r = run_program(printing("/dev/full"));
  CHECK(r.code == 4);
  CHECK(r.err.find("/dev/full: cannot be written") != std::string::npos);
}

TEST_CASE("printer: each machine of several has its own paper, named for each") {
  const temporary_folder folder;
  const std::string first = (folder.path() / "1").string(), second = (folder.path() / "2").string();
  const words both = with(with(own_guest("printer"), set("vms", "2")),
                          with(set("vm.a.printer", first), set("vm.a-2.printer", second)));
  results_of(both);
  CHECK(content_of(first) == expected_paper());
  CHECK(content_of(second) == expected_paper());
}
