// The machine's own firmware runs before the monitor: SeaBIOS, and a BIOS that leaves the chips as no other does.
#include <set>

#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

const std::string odd_bios = TRAPLINE_TEST_GUESTS "/odd-bios.rom";

words by_firmware(const std::string& bios = "") {
  return with(set("platform.boot", "firmware"), bios.empty() ? words{} : set("platform.bios", bios));
}

words place(const std::string& platform, const std::string& placement) {
  return with(set("platform.kind", platform), set("vm.placement", placement));
}

const std::vector<words>& monitors() {
  static const std::vector<words> all{place("hybrid", "service-os"), place("hybrid", "patent"),
                                      place("hosted", "user"), place("hosted", "kvm")};
  return all;
}

/// The results, and what the first VM has sent on its serial line.
std::pair<json, std::string> run_with_serial(const words& what) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  json r = results_of(with(what, {"--serial", serial}));
  check_that_figures_tile(r);
  return {std::move(r), content_of(serial)};
}

std::uint64_t accesses_of_machine(const json& r, const std::string& device) {
  std::uint64_t all = 0;
  for (const json& p : r["paths"])
    if (p["vm"] == "machine" && p["device"] == device && p["path"] == "native")
      all += p["count"].get<std::uint64_t>();
  return all;
}

/// A run whose firmware does not hand over.
captured stuck_run(const std::string& bios, const words& more = {}) {
  return run_program(with(
      with({"run", "hello", "--quiet", "--json", "-"}, by_firmware(TRAPLINE_TEST_GUESTS "/" + bios + ".rom")),
      more));
}

}  // namespace

TEST_CASE("firmware boot: SeaBIOS runs on the machine and hands over, under every monitor") {
  std::set<std::uint64_t> times;
  for (const words& where : monitors()) {
    CAPTURE(where);
    const auto [r, serial] = run_with_serial(with(with({"run", "hello"}, where), by_firmware()));
    CHECK(serial == content_of(TRAPLINE_SOURCE_DIR "/guests/hello/expected-serial.txt"));
    const json& firmware = r["simulation"]["firmware"];
    CHECK(firmware["bios"] == "bios.bin");
    CHECK(firmware["end"] == "handed_over");
    CHECK(firmware["instructions"] > 1'000'000);
    CHECK(firmware["time_ns"] < r["simulation"]["time_ns"]);
    times.insert(firmware["time_ns"].get<std::uint64_t>());
    for (const std::string device : {"pic", "pit", "keyboard", "rtc", "disk", "vga", "fw_cfg"})
      CHECK(accesses_of_machine(r, device) > 0);
    CHECK(r["vms"].size() == 1);
  }
  // The same machine: what owns it afterwards makes no difference to its firmware.
  CHECK(times.size() == 1);
}

TEST_CASE("firmware boot: the guest's own boot goes as it does without, on every platform") {
  for (const words& where : monitors()) {
    CAPTURE(where);
    const auto [r, serial] = run_with_serial(with(with({"run", "firmware"}, where), by_firmware()));
    CHECK(serial == content_of(TRAPLINE_SOURCE_DIR "/guests/firmware/expected-serial.txt"));
  }
}

TEST_CASE("firmware boot: the report says what it said and showed") {
  const captured r = run_program(with({"run", "hello", "--quiet"}, by_firmware()));
  CHECK(r.code == 0);
  CHECK_THAT(r.out, Contains("The machine's firmware bios.bin: ") && Contains("then it handed over") &&
                        Contains("Log of the machine's firmware") && Contains("SeaBIOS (version") &&
                        Contains("Screen of the machine, as its firmware left it"));
  const captured odd = run_program(with({"run", "hello", "--quiet"}, by_firmware(odd_bios)));
  CHECK_THAT(odd.out, Contains("Serial output of the machine's firmware\n  | odd BIOS"));
}

TEST_CASE("firmware boot: the chips are as the BIOS left them") {
  const words look = with(own_guest("left-chips"), set("platform.kind", "native"));
  CHECK(run_with_serial(with(look, by_firmware(odd_bios))).second == "36 32 A5 5E 0C 45 \n");
  // SeaBIOS: counter 0 in mode 2, the timer, the cascade and the drive listened to, translation and interrupts on.
  CHECK(run_with_serial(with(look, by_firmware())).second.substr(0, 2) == "34");
  // Nobody but a loader in the place of a BIOS, which has the keyboard controller translate.
  CHECK(run_with_serial(look).second == "30 30 00 00 00 65 \n");
}

TEST_CASE("firmware boot: a monitor takes the machine from there, whatever the BIOS left") {
  // The date is the BIOS's; the guest's disk, and its keys, come through devices that the BIOS has switched off.
  const std::string date = "203801191234";
  for (const words& where : monitors()) {
    CAPTURE(where);
    const words odd = with(where, by_firmware(odd_bios));
    CHECK(run_with_serial(with(own_guest("clock"), odd)).second.substr(0, date.size()) == date);
    const words with_its_own_date = set("vm.rtc", "2005-12-10 12:00:00");
    CHECK(run_with_serial(with(with({"run", "firmware"}, with_its_own_date), odd)).second ==
          content_of(TRAPLINE_SOURCE_DIR "/guests/firmware/expected-serial.txt"));
  }
}

TEST_CASE("firmware boot: results depend on nothing but scenario and seed") {
  const words many = with(with({"run", "many"}, set("vms", "2")),
                          with(set("platform.processors", "2"), by_firmware(odd_bios)));
  const auto at = [&](const words& how) {
    json r = results_of(with(many, how));
    r.erase("host");
    r["scenario"].erase("quantum");
    return r;
  };
  const json reference = at(set("quantum", "10 ms"));
  for (const std::string quantum : {"1 us", "7 us", "100 us"})
    CHECK(at(set("quantum", quantum)) == reference);
  CHECK(at({"--threads", "2"}) == reference);
}

TEST_CASE("firmware boot: the scenario's times count from where the firmware hands over") {
  const json r = results_of(with({"run", "hello"}, by_firmware(odd_bios)));
  const auto handed_over = r["simulation"]["firmware"]["time_ns"].get<std::uint64_t>();
  const captured cut = run_program(with(with(own_guest("end-spin"), by_firmware(odd_bios)),
                                        {"--until", "30 ms", "--quiet", "--json", "-"}));
  CHECK(cut.code == 3);
  const auto ended = json::parse(cut.out)["simulation"]["time_ns"].get<std::uint64_t>();
  CHECK(ended >= handed_over + 30'000'000);
  CHECK(ended < handed_over + 31'000'000);
}

TEST_CASE("firmware boot: one that does not hand over ends the run, in bounded time and with a message") {
  const captured spins = stuck_run("odd-bios-no_boot", set("platform.boot_limit", "200 ms"));
  CHECK(spins.code == 3);
  CHECK_THAT(spins.err, Contains("odd-bios-no_boot.rom did not come to the boot sector") &&
                            Contains("200 ms") && Contains("cs:rip f000:") && Contains("in 80h") &&
                            Contains("a: it was not started"));
  const json r = json::parse(spins.out);
  CHECK(r["simulation"]["end"] == "no_boot");
  // Up to the end of the access that was under way.
  CHECK(r["simulation"]["firmware"]["time_ns"] >= 200'000'000);
  CHECK(r["simulation"]["firmware"]["time_ns"] < 200'010'000);
  CHECK(r["simulation"]["firmware"]["end"] == "limit");
  CHECK(r["vms"][0]["end"]["reason"] == "not_started");
  check_that_figures_tile(r);

  const captured halts = stuck_run("odd-bios-stuck");
  CHECK(halts.code == 3);
  CHECK_THAT(halts.err, Contains("halted before it came to the boot sector"));
  const captured faults = stuck_run("odd-bios-fault");
  CHECK(faults.code == 3);
  CHECK_THAT(faults.err, Contains("triple faults"));
}

TEST_CASE("firmware boot: what is wrong is said before anything starts") {
  const temporary_folder folder;
  const auto refused = [&](const words& settings, const std::string& said) {
    const captured r = run_program(with({"run", "hello"}, settings));
    CAPTURE(settings, r.err);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK_THAT(r.err, Contains(said));
  };
  folder.file("short", std::string(1000, 'x'));
  folder.file("blank", std::string(65'536, '\xff'));
  refused(by_firmware((folder.path() / "none").string()), "there is no file");
  refused(by_firmware(folder.path().string()), "is not a file");
  refused(by_firmware((folder.path() / "short").string()), "a ROM has 64 to 256 KiB");
  refused(by_firmware((folder.path() / "blank").string()), "nothing stands at the reset vector");
  refused(set("platform.bios", odd_bios), "no firmware runs");
  refused(set("platform.boot_limit", "1 s"), "no firmware runs");
  refused(set("platform.boot", "bios"), "platform.boot");
  refused(with(set("platform.kind", "native"), by_firmware(odd_bios)), "name it as vm.bios");
  refused(with(by_firmware(), {"--json", "/usr/share/seabios/bios.bin"}), "platform.bios");
}

TEST_CASE("firmware boot: a native machine whose guest is its BIOS boots from that anyway") {
  const words native = with({"run", "hello"}, set("platform.kind", "native"));
  json plain = results_of(native), asked = results_of(with(native, by_firmware()));
  for (json* r : {&plain, &asked}) {
    r->erase("host");
    (*r)["scenario"].erase("platform.boot");
  }
  CHECK(plain == asked);
}
