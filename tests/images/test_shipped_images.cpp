// Whole runs with the shipped kinds' images installed while the guest works: nothing in their results is another.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

const std::vector<std::string> devices{"pit",    "rtc",  "uart",    "uart2",       "keyboard",
                                       "system", "post", "printer", "coprocessor", "testdev"};

std::string image_of(const std::string& device) {
  return std::string{TRAPLINE_SHIPPED_IMAGES} + "/" + device + ".toml";
}

/// A guest whose devices are all installed one after the other; some are taken out again.
std::string scenario_of(const std::string& kind, const std::string& guest, const std::string& more) {
  const std::string near = kind == "hybrid" ? "hypervisor" : "kernel";
  std::string text = "[platform]\nkind = \"" + kind + "\"\n[[vm]]\nname = \"a\"\nguest = \"" + guest +
                     "\"\ntest_device = \"present\"\n" + more;
  for (std::size_t i = 0; i < devices.size(); ++i)
    text += "[[at]]\ntime = \"" + std::to_string(2 + i) + " ms\"\ncommand = \"install " + devices[i] + " " +
            near + " by boot\"\n";
  for (const std::string taken_out : {"uart", "keyboard"})
    text += "[[at]]\ntime = \"60 ms\"\ncommand = \"remove " + taken_out + "\"\n";
  return text;
}

/// What a run gives but for the scenario's own keys and the host's figures; and its serial output.
json figures_of(const std::string& scenario, bool from_files, const words& settings) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string(),
                    wav = (folder.path() / "sound.wav").string();
  words what{"run", folder.file("s.toml", scenario).string(), "--serial", serial, "--wav", wav};
  what = with(with(what, settings), set("vm.printer", (folder.path() / "paper").string()));
  if (from_files)
    for (const std::string& d : devices) what = with(what, set("vm.image." + d, image_of(d)));
  // Its guest may find that it was held up; how it ends is compared, too.
  const captured run = run_program(with(what, {"--quiet", "--json", "-"}));
  CAPTURE(run.err);
  json r = json::parse(run.out);
  check_that_figures_tile(r);
  r["code"] = run.code;
  std::size_t installed = 0;
  for (const json& i : r["installs"]) {
    CAPTURE(i.dump());
    CHECK((i["result"] == "installed" || i["result"] == "removed"));
    installed += i["result"] == "installed";
  }
  CHECK(installed == devices.size());
  r.erase("host");
  r.erase("scenario");
  r["serial"] = content_of(serial);
  r["sound"] = content_of(wav).size();
  r["same sound"] = std::hash<std::string>{}(content_of(wav));
  return r;
}

void check_equal(const std::string& kind, const std::string& guest, const words& settings = {}) {
  CAPTURE(kind, guest, settings);
  const std::string scenario = scenario_of(kind, guest, "");
  const json own = figures_of(scenario, false, settings), images = figures_of(scenario, true, settings);
  CHECK(json::diff(own, images).dump(1) == "[]");
}

}  // namespace

TEST_CASE(
    "shipped images: a run whose models are images' is the run with the simulator's own, byte for byte") {
  for (const std::string kind : {"hybrid", "hosted"}) check_equal(kind, "firmware");
}

TEST_CASE("shipped images: in guest time, too") {
  check_equal("hybrid", "firmware", set("vm.tick_policy", "delay_for_missed_ticks"));
}

TEST_CASE("shipped images: a kind that is more than an image carries is refused before anything runs") {
  const captured r = run_program({"run", "firmware", "--set", "vm.image.disk=" + image_of("post")});
  CHECK(r.code == 2);
  CAPTURE(r.err);
  CHECK(r.err.find("is for a device that no file can be the model of: the interface of images does not carry "
                   "sectors of a medium") != std::string::npos);
}
