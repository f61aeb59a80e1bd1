// Images of device models: one of the user's own, built outside of Trapline's tree; ones that must not be installed.
#include <cstdlib>
#include <fstream>

#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

const std::string images = TRAPLINE_TEST_IMAGES;

std::string image(const std::string& name) {
  return images + "/" + (name == "stopwatch" ? "good" : name) + "/" + name + ".toml";
}

/// A machine with the stopwatch, in which this image is installed after 20 ms.
std::string scenario_of(const std::string& kind, const std::string& device, const std::string& installed,
                        const std::string& more = "") {
  return "[platform]\nkind = \"" + kind + "\"\n" + more +
         "[[vm]]\nname = \"a\"\nrom = \"" TRAPLINE_PLATFORM_GUESTS "/stopwatch.rom\"\ndevice.stopwatch = \"" +
         device + "\"\n" + (installed.empty() ? "" : "image.stopwatch = \"" + installed + "\"\n") +
         "[[at]]\ntime = \"20 ms\"\ncommand = \"install stopwatch " +
         (kind == "hybrid" ? "hypervisor" : "kernel") + "\"\n";
}

json run_stopwatch(const std::string& text) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const json r = results_of({"run", folder.file("s.toml", text).string(), "--serial", serial});
  CHECK(content_of(serial) == "50 ms, alarm\n");
  return r;
}

std::string reason_of(const std::string& installed, const std::string& more = "") {
  const json r = run_stopwatch(scenario_of("hybrid", image("stopwatch"), installed, more));
  REQUIRE(r["installs"].size() == 1);
  const json& i = r["installs"][0];
  CHECK(i["result"] == "refused");
  CHECK(r["vms"][0]["placement"]["stopwatch"] == "service_os");
  for (const json& p : r["paths"])
    if (p["device"] == "stopwatch") CHECK(p["path"] == "service_os");
  return i["reason"];
}

/// A copy of the stopwatch's image whose manifest or library has been changed.
struct copied_image {
  copied_image() {
    for (const char* file : {"stopwatch.so", "stopwatch.toml"})
      std::filesystem::copy_file(images + "/good/" + file, folder.path() / file);
  }
  std::string manifest() const { return (folder.path() / "stopwatch.toml").string(); }
  std::string library() const { return (folder.path() / "stopwatch.so").string(); }
  void change(const std::string& from, const std::string& to) const {
    std::string text = content_of(manifest());
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream{manifest()} << text.replace(at, from.size(), to);
  }
  temporary_folder folder;
};

bool succeeds(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

}  // namespace

TEST_CASE(
    "images: a device of the user's own answers from either place, on both monitors, and is installed in "
    "between") {
  for (const std::string kind : {"hybrid", "hosted"}) {
    CAPTURE(kind);
    const json r = run_stopwatch(scenario_of(kind, image("stopwatch"), ""));
    CHECK(r["installs"][0]["result"] == "installed");
    std::size_t places = 0;
    for (const json& p : r["paths"])
      places += p["device"] == "stopwatch" && p["direction"] == "in" && p["count"] > 0;
    CHECK(places == 2);
  }
}

TEST_CASE("images: the example is built outside of the tree by its README's commands, and installs") {
  const temporary_folder folder;
  std::filesystem::copy(TRAPLINE_SOURCE_DIR "/examples/stopwatch", folder.path() / "stopwatch");
  REQUIRE(succeeds("cd '" + (folder.path() / "stopwatch").string() +
                   "' && cmake -B build -DTRAPLINE='" TRAPLINE_SOURCE_DIR "' && cmake --build build"));
  const json r =
      run_stopwatch(scenario_of("hybrid", (folder.path() / "stopwatch/build/stopwatch.toml").string(), ""));
  CHECK(r["installs"][0]["result"] == "installed");
}

TEST_CASE("images: each kind of bad image is refused with its own word, and the guest goes on") {
  for (const auto& [fault, word] : std::vector<std::pair<std::string, std::string>>{
           {"crashes", "it crashes in its trial (SIGSEGV)"},
           {"hangs", "it hangs: its trial was not over after 2 s of processor time"},
           {"exits", "it ends the process in its trial"},
           {"forgets", "it answers differently once its state has been moved to another instance"},
           {"guesses", "two instances of it answer the same accesses differently: it is not deterministic"},
           {"tells", "it tells a line of its level when its state is restored"},
           {"late", "it promises an event for an instant that is past"},
           {"other_interface", "it is of interface version 7; 1 is needed"},
           {"other_ports", "it claims port 320h, where the model that serves is not"},
           {"taken_port", "it claims port 3F8h, which uart has"},
           {"other_state", "it does not take the state of the model that serves"},
           {"no_table", "its table lacks a function or a description"}}) {
    CAPTURE(fault);
    CHECK(reason_of(image(fault)) == word);
  }
}

TEST_CASE("images: a file that is not what its manifest says is refused") {
  const copied_image longer;
  std::ofstream{longer.library(), std::ios::app} << "x";
  CHECK(reason_of(longer.manifest()).find("; its manifest says ") != std::string::npos);

  const copied_image other;
  std::fstream{other.library(), std::ios::in | std::ios::out}.seekp(-1, std::ios::end).put('x');
  CHECK(reason_of(other.manifest()) == "stopwatch.so has another SHA-256 than its manifest says");

  const copied_image gone;
  std::filesystem::remove(gone.library());
  CHECK(reason_of(gone.manifest()) == "there is no file stopwatch.so, or it is empty");

  const copied_image wrong_ports;
  wrong_ports.change("310h-313h", "310h-317h");
  CHECK(reason_of(wrong_ports.manifest()) == "its ports are 310h-313h; its manifest says 310h-317h");

  const copied_image newer;
  newer.change("interface = 1", "interface = 2");
  CHECK(reason_of(newer.manifest()) == "it is of interface version 2; 1 is needed");
}

TEST_CASE("images: where signatures are asked for, one of a listed key is needed") {
  if (!succeeds("command -v minisign")) {
    WARN("minisign is not installed");
    return;
  }
  const copied_image signed_one;
  const std::string f = signed_one.folder.path().string();
  for (const std::string who : {"me", "other"})
    REQUIRE(succeeds("minisign -G -W -p " + f + "/" + who + ".pub -s " + f + "/" + who + ".key"));
  const auto asked = [&](const std::string& key) {
    return "[images]\nrequire_signature = true\nkeys = \"" + f + "/" + key + ".pub\"\n";
  };
  // The device itself has to be signed too, so that it is there at power-on.
  const auto run = [&](const std::string& key, const std::string& installed) {
    const temporary_folder folder;
    return run_program(
        {"run",
         folder.file("s.toml", scenario_of("hybrid", signed_one.manifest(), installed, asked(key))).string(),
         "--json", "-"});
  };
  CHECK(run("me", "").err.find("it is not signed: there is no stopwatch.so.minisig") != std::string::npos);
  for (const std::string form : {"", " -l"}) {
    CAPTURE(form);
    REQUIRE(succeeds("minisign -S" + form + " -s " + f + "/me.key -m " + signed_one.library()));
    CHECK(json::parse(run("me", "").out)["installs"][0]["result"] == "installed");
    const captured stranger = run("other", "");
    CHECK(stranger.code == 2);
    CHECK(stranger.err.find("it is signed by somebody whose key is not listed") != std::string::npos);
  }
  CHECK(json::parse(run("me", image("stopwatch")).out)["installs"][0]["reason"] ==
        "it is not signed: there is no stopwatch.so.minisig");
  const copied_image other;
  std::filesystem::copy_file(signed_one.library() + ".minisig", other.library() + ".minisig");
  std::filesystem::copy_file(images + "/other_state/other_state.so", other.library(),
                             std::filesystem::copy_options::overwrite_existing);
  other.change(content_of(other.manifest()), content_of(images + "/other_state/other_state.toml"));
  other.change("other_state.so", "stopwatch.so");
  CHECK(json::parse(run("me", other.manifest()).out)["installs"][0]["reason"] ==
        "its signature is not of these bytes");
}

TEST_CASE("images: what is wrong with a manifest is said before anything runs") {
  const copied_image broken;
  broken.change("sha256", "sha265");
  const temporary_folder folder;
  const captured r =
      run_program({"run", folder.file("s.toml", scenario_of("hybrid", broken.manifest(), "")).string()});
  CHECK(r.code == 2);
  CHECK(r.err.find("sha265") != std::string::npos);
  const captured bad =
      run_program({"run", folder.file("t.toml", scenario_of("hybrid", image("crashes"), "")).string()});
  CHECK(bad.code == 2);
  CHECK(bad.err.find("it crashes in its trial") != std::string::npos);
}

TEST_CASE("images: a device whose addresses are taken is not added") {
  const temporary_folder folder;
  const captured r =
      run_program({"run", folder.file("s.toml", scenario_of("hybrid", image("taken_port"), "")).string()});
  CAPTURE(r.err);
  CHECK(r.code == 2);
  CHECK(r.err.find("both claim port 3F8h") != std::string::npos);
}

TEST_CASE("images: a device whose memory would be the virtual machine's own is not added") {
  const temporary_folder folder;
  const captured r =
      run_program({"run", folder.file("s.toml", scenario_of("hybrid", image("in_ram"), "")).string()});
  CAPTURE(r.err);
  CHECK(r.code == 2);
  CHECK(r.err.find("it claims memory at 100000h, which is the virtual machine's own") != std::string::npos);
}

TEST_CASE("images: a guest reaches the memory of a device of the user's own") {
  const temporary_folder folder;
  for (const std::string kind : {"hybrid", "hosted"}) {
    const std::string scenario = folder.file("s.toml", scenario_of(kind, image("windowed"), "")).string();
    const json r = results_of({"run", scenario, "--set", "vm.rom=" TRAPLINE_PLATFORM_GUESTS "/window.rom"});
    CHECK(r["vms"][0]["end"]["code"] == 0);
  }
}
