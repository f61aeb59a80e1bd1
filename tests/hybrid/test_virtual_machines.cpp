// Several virtual machines at once.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

std::string two_guests(const std::string& first, const std::string& second, const std::string& more = "") {
  return "name = \"two\"\n[platform]\nkind = \"hybrid\"\n" + more + "[[vm]]\nname = \"left\"\n" + first +
         "\n[[vm]]\nname = \"right\"\n" + second + "\n";
}

std::string rom(const std::string& name) {
  return "rom = \"" TRAPLINE_TEST_GUESTS "/" + name + ".rom\"\nmemory = \"1 MiB\"\n";
}

struct two_lines {
  std::string left, right;
  json results;
};

two_lines run(const std::string& scenario, const words& more = {}) {
  const temporary_folder folder;
  const std::string toml = folder.file("two.toml", scenario).string();
  const std::string serial = (folder.path() / "serial").string();
  two_lines r;
  r.results = results_of(with({"run", toml, "--serial", serial}, more));
  r.left = content_of(serial);
  r.right = content_of(serial + ".right");
  return r;
}

}  // namespace

TEST_CASE("virtual machines: copies of a guest all end well and print the same") {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "s").string();
  const json r = results_of({"run", "hello", "--set", "vms=5", "--serial", serial});
  REQUIRE(r["vms"].size() == 5);
  for (const json& vm : r["vms"]) {
    CAPTURE(vm["name"]);
    CHECK(vm["end"]["reason"] == "exit");
    CHECK(vm["end"]["code"] == 0);
    CHECK(vm["serial_sha256"] == r["vms"][0]["serial_sha256"]);
  }
  CHECK(content_of(serial + ".a-5") == content_of(serial));
  check_that_figures_tile(r);
}

TEST_CASE("virtual machines: two different guests side by side print what each prints alone") {
  const two_lines r = run(two_guests("guest = \"ports\"\nplacement = \"service-os\"",
                                     "guest = \"hello\"\nplacement = \"hypervisor\""));
  CHECK(r.left == content_of(TRAPLINE_SOURCE_DIR "/guests/ports/expected-serial.txt"));
  CHECK(r.right == content_of(TRAPLINE_SOURCE_DIR "/guests/hello/expected-serial.txt"));
  check_that_figures_tile(r.results);
}

TEST_CASE(
    "virtual machines: two firmwares boot from disks of their own, one behind the other on the physical "
    "disk") {
  // One keyboard: what is typed for the second comes after the first has read its line.
  const auto guest = [](const std::string& placement, const std::string& at) {
    return "guest = \"firmware\"\nplacement = \"" + placement + "\"\ninput = [{at = \"" + at +
           "\", text = \"trapline\\n\"}]";
  };
  const two_lines r = run(two_guests(guest("service-os", "16 s"), guest("patent", "20 s")));
  const std::string expected = content_of(TRAPLINE_SOURCE_DIR "/guests/firmware/expected-serial.txt");
  CHECK(r.left == expected);
  CHECK(r.right == expected);
  check_that_figures_tile(r.results);
}

TEST_CASE("virtual machines: none reads what another wrote at the same address") {
  const std::string scenario =
      two_guests(rom("territory-a"), rom("territory-b"), "[scheduler]\nslice = \"20 us\"\n");
  const two_lines one = run(scenario);
  CHECK(one.left == "only its own\n");
  CHECK(one.right == "only its own\n");
  const two_lines two = run(scenario, set("platform.processors", "2"));
  CHECK(two.left == "only its own\n");
  CHECK(two.right == "only its own\n");
  check_that_figures_tile(two.results);
}

TEST_CASE("virtual machines: devices of one keep what it told them while another tells its own otherwise") {
  const two_lines r =
      run(two_guests(rom("script") + "placement = \"service-os\"",
                     rom("script") + "placement = \"service-os\"", "[scheduler]\nslice = \"20 us\"\n"));
  const std::string expected = content_of(TRAPLINE_SOURCE_DIR "/tests/hybrid/guests/script-answers.txt");
  CHECK(r.left == expected);
  CHECK(r.right == expected);
}

TEST_CASE("virtual machines: one that ends badly does not end the others") {
  const temporary_folder folder;
  const std::string toml =
      folder
          .file("two.toml", two_guests("rom = \"" TRAPLINE_TEST_GUESTS "/../platform/end-fault.rom\"",
                                       "guest = \"ports\""))
          .string();
  const captured r = run_program({"run", toml, "--quiet", "--json", "-"});
  CHECK(r.code == 3);
  const json all = json::parse(r.out);
  CHECK(all["vms"][0]["end"]["reason"] == "triple_fault");
  CHECK(all["vms"][1]["end"]["reason"] == "exit");
  CHECK(all["vms"][1]["end"]["code"] == 0);
}

TEST_CASE(
    "virtual machines: more of them than processors wait for one another, and that is a step of its own") {
  const json alone = results_of({"run", "hello", "--set", "vm.placement=service-os"});
  const json four = results_of({"run", "hello", "--set", "vm.placement=service-os", "--set", "vms=4"});
  CHECK(four["simulation"]["time_ns"] > alone["simulation"]["time_ns"]);
  bool waited = false;
  for (const json& p : four["paths"])
    for (const json& s : p["steps"]) waited = waited || (s["step"] == "queue" && s["cycles"]["total"] > 0);
  CHECK(waited);
}
