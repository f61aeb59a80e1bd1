// Device models that are put elsewhere while real guests run: the guests print what they always print.
#include <array>
#include <random>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

using places = std::vector<std::string>;

const places hybrid{"hypervisor", "service_os"};
const places hosted{"kernel", "host_os", "user"};

struct moving_run {
  std::string kind, guest;
  places among;
  std::vector<std::string> devices;
  unsigned moves;
  std::uint64_t us_between;
};

/// A scenario in which a device goes elsewhere every so often, which and where as dice say.
std::string scenario_of(const moving_run& r, unsigned seed) {
  std::string text =
      "[platform]\nkind = \"" + r.kind + "\"\n[[vm]]\nname = \"a\"\nguest = \"" + r.guest + "\"\n";
  if (r.guest == "firmware") text += "[[vm.input]]\nat = \"10 s\"\ntext = \"trapline\\n\"\n";
  std::mt19937 dice{seed};
  for (unsigned i = 1; i <= r.moves; ++i)
    text += "[[at]]\ntime = \"" + std::to_string(i * r.us_between) + " us\"\ncommand = \"place " +
            r.devices[dice() % r.devices.size()] + " " + r.among[dice() % r.among.size()] + "\"\n";
  return text;
}

json run_moving(const moving_run& r, unsigned seed) {
  const temporary_folder folder;
  const std::string scenario = folder.file("moving.toml", scenario_of(r, seed)).string();
  const std::string serial = (folder.path() / "serial").string();
  CAPTURE(r.kind, r.guest, seed);
  const json result = results_of({"run", scenario, "--until", "100 s", "--serial", serial});
  CHECK(content_of(serial) == content_of(TRAPLINE_SOURCE_DIR "/guests/" + r.guest + "/expected-serial.txt"));
  check_that_figures_tile(result);
  return result;
}

std::size_t rows_of(const json& result, const std::string& device, const std::string& place) {
  std::size_t rows = 0;
  for (const json& p : result["paths"]) rows += p["device"] == device && p["path"] == place;
  return rows;
}

}  // namespace

TEST_CASE("moves: a thousand ticks come through whatever moves between hypervisor and service OS") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const json r = run_moving({"hybrid", "ticks", hybrid, {"pit", "pic", "uart"}, 120, 7'001}, seed);
    CHECK(rows_of(r, "pic", "hypervisor") > 0);
    CHECK(rows_of(r, "pic", "service_os") > 0);
    for (const json& i : r["interrupts"]) {
      if (i["source"] != "pit") continue;
      CHECK(i["delivered"].get<int>() + i["merged"].get<int>() >= 1000);
      CHECK(i["dropped"] == 0);
    }
  }
}

TEST_CASE("moves: and between kernel, host OS and user mode") {
  for (unsigned seed = 1; seed <= 3; ++seed)
    run_moving({"hosted", "ticks", hosted, {"pit", "pic", "uart"}, 120, 7'001}, seed);
}

TEST_CASE("moves: the firmware and its boot program see nothing of devices that move, all kinds") {
  const std::vector<std::string> all{"pit",  "pic",    "rtc", "keyboard", "uart", "uart2",
                                     "disk", "floppy", "vga", "system",   "post", "debug"};
  run_moving({"hybrid", "firmware", hybrid, all, 300, 40'003}, 1);
  run_moving({"hosted", "firmware", hosted, all, 300, 40'003}, 2);
}

TEST_CASE("moves: the same scenario gives the same bytes") {
  const moving_run r{"hybrid", "ticks", hybrid, {"pit", "pic"}, 50, 7'001};
  json first = run_moving(r, 5), second = run_moving(r, 5);
  CHECK(first["paths"] == second["paths"]);
  CHECK(first["interrupts"] == second["interrupts"]);
}

TEST_CASE("moves: what cannot be asked for is refused before anything runs") {
  const temporary_folder folder;
  const auto refusal = [&](const std::string& command, const std::string& kind = "hybrid") {
    const std::string scenario =
        folder
            .file("bad.toml", "[platform]\nkind = \"" + kind +
                                  "\"\n[[vm]]\nname = \"a\"\nguest = \"hello\"\n[[at]]\ntime = \"1 ms\"\n"
                                  "command = \"" +
                                  command + "\"\n")
            .string();
    const captured c = run_program({"run", scenario});
    CHECK(c.code == 2);
    return c.err;
  };
  using Catch::Contains;
  CHECK_THAT(refusal("plcae pit hypervisor"), Contains("place DEVICE PLACE"));
  CHECK_THAT(refusal("place pti hypervisor"), Contains("did you mean \"pit\"?"));
  CHECK_THAT(refusal("place pit kernel"), Contains("it has service_os, hypervisor"));
  CHECK_THAT(refusal("place b pit hypervisor"), Contains("there is no VM \"b\""));
  CHECK_THAT(refusal("place disk hypervisor"), Contains("has not"));
  CHECK_THAT(refusal("place pit physical", "native"), Contains("without a monitor"));
}
