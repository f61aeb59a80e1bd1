// Bad input, through the program itself: one clear message, exit 2, nothing started, nothing overwritten.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A folder with every sort of bad file.
struct workshop {
  workshop() {
    folder.file("empty", "");
    folder.file("tiny", std::string(100, 'x'));
    folder.file("odd", std::string(65'535, 'x'));
    folder.file("sectors", std::string(1024, 'x'));
    folder.file("half-sector", std::string(1000, 'x'));
    folder.file("short-floppy", std::string(1'440'000, 'x'));
    folder.file("text.toml", "this is no TOML\n");
    folder.file("key.toml", "[platform]\nkind = \"native\"\nprocesors = 1\n[[vm]]\nguest = \"hello\"\n");
    folder.file("type.toml", "[platform]\nprocessors = \"one\"\n[[vm]]\nguest = \"hello\"\n");
    folder.file("taken.toml", "[[vm]]\nname = \"service_os\"\nguest = \"hello\"\n");
    folder.file("twice.toml", "seed = 1\nseed = 2\n[[vm]]\nguest = \"hello\"\n");
    folder.file("names.toml",
                "[[vm]]\nname = \"a\"\nguest = \"hello\"\n[[vm]]\nname = \"a\"\nguest = \"hello\"\n");
    folder.file("old.json", "old");
    fs::create_directory(folder.path() / "folder");
    for (const auto& [name, size] :
         {std::pair{"big", 32LL << 20}, {"huge", 3LL << 40}, {"long-floppy", 3LL << 20}}) {
      folder.file(name, "");
      fs::resize_file(folder.path() / name, static_cast<std::uintmax_t>(size));
    }
    const fs::path bios = "/usr/share/seabios/bios.bin";
    folder.file("short-bios", content_of(bios).substr(0, 131'000));
  }

  std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> state() const {
    std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> all;
    for (const auto& entry : fs::recursive_directory_iterator{folder.path()})
      all[entry.path().string()] = {entry.is_directory() ? 0 : entry.file_size(), entry.last_write_time()};
    return all;
  }

  void refuse(const words& arguments, const words& said) const {
    const auto before = state();
    const captured r = run_program(arguments, folder.path().string());
    CAPTURE(arguments, r.err);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK_THAT(r.err, Catch::StartsWith("trapline: "));
    CHECK(std::count(r.err.begin(), r.err.end(), '\n') == 1);
    for (const std::string& s : said) CHECK_THAT(r.err, Contains(s));
    const bool untouched = state() == before;
    CHECK(untouched);
  }
  void refuse_set(const std::string& scenario, const std::string& key, const std::string& value,
                  const words& said) const {
    refuse(with({"run", scenario}, set(key, value)), said);
  }

  temporary_folder folder;
};

}  // namespace

TEST_CASE("bad input: a BIOS that is not there, cut off, too long, empty, or a folder") {
  const workshop w;
  w.refuse_set("firmware", "vm.bios", "nowhere", {"vm.a.bios", "nowhere", "there is no file"});
  w.refuse_set("firmware", "vm.bios", "short-bios", {"short-bios", "131000 bytes", "64 to 256 KiB"});
  w.refuse_set("firmware", "vm.bios", "tiny", {"tiny", "100 bytes"});
  w.refuse_set("firmware", "vm.bios", "big", {"big", "33554432 bytes"});
  w.refuse_set("firmware", "vm.bios", "empty", {"vm.a.bios", "empty"});
  w.refuse_set("firmware", "vm.bios", "folder", {"vm.a.bios", "folder", "is not a file"});
}

TEST_CASE("bad input: a ROM of its own that is none") {
  const workshop w;
  w.refuse_set("hello", "vm.rom", "odd", {"odd", "65535 bytes", "multiple of 4 KiB"});
  w.refuse_set("hello", "vm.rom", "nowhere", {"vm.a.rom", "nowhere"});
  w.refuse_set("firmware", "vm.rom", "tiny", {"tiny", "100 bytes"});
}

TEST_CASE("bad input: a kernel that is none is refused, and not forgotten for the guest's own image") {
  const workshop w;
  w.refuse_set("hello", "vm.kernel", "tiny", {"tiny"});
  w.refuse_set("firmware", "vm.kernel", "sectors", {"sectors"});
}

TEST_CASE("bad input: what is for a kernel where there is none") {
  const workshop w;
  w.refuse_set("firmware", "vm.initrd", "tiny", {"vm.a.initrd", "for a kernel", "vm.kernel"});
  w.refuse_set("hello", "vm.cmdline", "quiet", {"vm.a.cmdline", "for a kernel", "vm.kernel"});
}

TEST_CASE("bad input: a disk that is not there, cut off, too large, empty, or a folder") {
  const workshop w;
  w.refuse_set("firmware", "vm.disk", "nowhere", {"vm.a.disk", "nowhere"});
  w.refuse_set("firmware", "vm.disk", "half-sector", {"half-sector", "1000 bytes", "multiple of 512"});
  w.refuse_set("firmware", "vm.disk", "huge", {"huge", "too large", "2 TiB"});
  w.refuse_set("firmware", "vm.disk", "empty", {"vm.a.disk", "empty"});
  w.refuse_set("firmware", "vm.disk", "folder", {"vm.a.disk", "folder"});
}

TEST_CASE("bad input: a floppy that is not there, cut off, too large, empty, or a folder") {
  const workshop w;
  w.refuse_set("firmware", "vm.floppy", "nowhere", {"vm.a.floppy", "nowhere"});
  w.refuse(
      with({"run", "firmware"}, with(set("vm.floppy", "short-floppy"), set("vm.floppy_mode", "writable"))),
      {"short-floppy", "1440000 bytes", "1474560 bytes"});
  w.refuse_set("firmware", "vm.floppy", "long-floppy", {"long-floppy", "3145728 bytes"});
  w.refuse_set("firmware", "vm.floppy", "empty", {"vm.a.floppy", "empty"});
  w.refuse_set("firmware", "vm.floppy", "folder", {"vm.a.floppy", "folder"});
}

TEST_CASE("bad input: names that are not there, with the one that was meant") {
  const workshop w;
  w.refuse({"run", "helo"}, {"helo", "hello"});
  w.refuse({"run", "nowhere.toml"}, {"nowhere.toml"});
  w.refuse({"run", "folder"}, {"folder"});
  w.refuse_set("hello", "vm.guest", "frimware", {"vm.a.guest", "did you mean \"firmware\"?"});
  w.refuse_set("hello", "platform.profile", "presscot-2005", {"platform.profile", "prescott-2005"});
  w.refuse_set("hello", "vm.placement", "zen", {"vm.a.placement", "did you mean \"xen\"?"});
  w.refuse_set("hello", "vm.place.pitt", "hypervisor", {"vm.a.place.pitt", "did you mean \"pit\"?"});
  w.refuse_set("hello", "vm.place.pit", "moon", {"vm.a.place.pit", "service_os, hypervisor"});
  w.refuse_set("hello", "vm.plaec", "x", {"vm.plaec", "unknown key"});
  w.refuse({"compare", "ports", "--place", "service-os", "--place", "zen"},
           {"--place", "did you mean \"xen\"?"});
}

TEST_CASE("bad input: a place that the platform does not have") {
  const workshop w;
  w.refuse_set("hello", "vm.place.pit", "kernel", {"vm.a.place.pit", "hybrid"});
  w.refuse_set("firmware", "vm.place.disk", "user", {"vm.a.place.disk", "service_os"});
}

TEST_CASE("bad input: counts and sizes that are nothing, absurd, or no number") {
  const workshop w;
  w.refuse_set("hello", "platform.processors", "0", {"platform.processors", "from 1 to 8"});
  w.refuse_set("hello", "platform.processors", "99", {"platform.processors", "from 1 to 8"});
  w.refuse_set("hello", "platform.processors", "many", {"platform.processors", "integer"});
  w.refuse_set("hello", "vms", "0", {"vms", "from 1 to 64"});
  w.refuse_set("hello", "vms", "1000", {"vms", "from 1 to 64"});
  w.refuse_set("hello", "vms", "-1", {"vms"});
  w.refuse_set("hello", "vm.memory", "0", {"vm.a.memory", "from 1 MiB to 3 GiB"});
  w.refuse_set("hello", "vm.memory", "999 GiB", {"vm.a.memory", "from 1 MiB to 3 GiB"});
  w.refuse_set("hello", "vm.memory", "64", {"vm.a.memory", "64 MiB"});
  w.refuse_set("hello", "vm.memory", "1025 KiB", {"vm.a.memory", "multiple of 4 KiB"});
  w.refuse_set("hello", "platform.memory", "999999 TiB", {"platform.memory"});
  w.refuse_set("hello", "platform.memory", "64 MiB", {"platform.memory", "need"});
  w.refuse_set("hello", "quantum", "0", {"quantum", "from 1 us to 100 ms"});
  w.refuse_set("hello", "quantum", "5", {"quantum"});
  w.refuse_set("hello", "seed", "-1", {"seed"});
  w.refuse_set("hello", "service_os.background", "1", {"service_os.background", "0.999999"});
  w.refuse_set("hello", "vm.rtc", "yesterday", {"vm.a.rtc", "2005-12-10"});
  w.refuse({"run", "hello", "--until", "0"}, {"until"});
  w.refuse({"run", "hello", "--until", "never"}, {"until", "20 ms"});
}

TEST_CASE("bad input: settings that do not go together") {
  const workshop w;
  w.refuse(with({"run", "hello"}, with(set("platform.kind", "native"), set("vms", "2"))),
           {"platform.kind", "2 VMs"});
  w.refuse_set("hello", "service_os.processor", "own", {"service_os.processor", "one processor"});
  w.refuse_set("hello", "vm.processors", "1", {"vm.a.processors", "processors 0"});
}

TEST_CASE("bad input: a scenario file says file, line and key") {
  const workshop w;
  w.refuse({"run", "text.toml"}, {"text.toml:1"});
  w.refuse({"run", "key.toml"}, {"key.toml:3", "procesors"});
  w.refuse({"run", "type.toml"}, {"type.toml:2", "platform.processors"});
  w.refuse({"run", "twice.toml"}, {"twice.toml:2", "seed"});
  w.refuse({"run", "names.toml"}, {"names.toml"});
  w.refuse({"run", "taken.toml"}, {"taken.toml: vm", "service_os", "rename the VM"});
  w.refuse({"run", "empty"}, {"empty"});
}

TEST_CASE(
    "bad input: an image that another run has open for writing, and one to write that another run reads") {
  const workshop w;
  const int file = ::open((w.folder.path() / "sectors").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(file >= 0);
  REQUIRE(::flock(file, LOCK_EX | LOCK_NB) == 0);
  w.refuse_set("firmware", "vm.disk", "sectors", {"sectors", "open for writing in another run", "copy"});
  REQUIRE(::flock(file, LOCK_SH | LOCK_NB) == 0);
  w.refuse(with({"run", "firmware"}, with(set("vm.disk", "sectors"), set("vm.disk_mode", "writable"))),
           {"sectors", "in use by another run"});
  ::close(file);
}

TEST_CASE("bad input: two VMs that would write to one disk") {
  const workshop w;
  w.refuse(with({"run", "firmware", "--set", "vms=2"},
                with(set("vm.disk", "sectors"), set("vm.disk_mode", "writable"))),
           {"sectors"});
}

TEST_CASE("bad input: results that cannot be written") {
  const workshop w;
  w.refuse({"run", "hello", "--json", "folder"}, {"--json", "folder", "is a folder"});
  w.refuse({"run", "hello", "--json", "nowhere/r.json"}, {"--json", "nowhere/r.json", "cannot be written"});
  w.refuse({"run", "hello", "--json", "/proc/r.json"}, {"--json", "/proc/r.json"});
  w.refuse({"run", "hello", "--json", ""}, {"--json", "no file name"});
  w.refuse({"run", "hello", "--json", "old.json", "--csv", "nowhere/r.csv"}, {"--csv"});
  w.refuse({"run", "hello", "--json", "-", "--serial", "-"}, {"is standard output, as another output is"});
  w.refuse({"compare", "ports", "--place", "xen", "--place", "patent", "--json", "folder"},
           {"--json", "folder"});
}

TEST_CASE("bad input: results of before are not touched by a run that cannot start") {
  const workshop w;
  w.refuse(with({"run", "firmware", "--json", "old.json"}, set("vm.bios", "tiny")), {"tiny"});
  w.refuse(with({"run", "hello", "--json", "old.json", "--csv", "new.csv", "--serial", "new.txt"},
                set("vm.guest", "x")),
           {"vm.a.guest"});
  CHECK(content_of(w.folder.path() / "old.json") == "old");
}

TEST_CASE("bad input: a copy-on-write disk is not changed by a guest that writes to it") {
  const workshop w;
  const std::string image =
      content_of(fs::path{TRAPLINE_TEST_GUESTS}.parent_path().parent_path() / "guests/firmware/disk.img");
  REQUIRE_FALSE(image.empty());
  w.folder.file("disk.img", image);
  CHECK(
      run_program(with({"run", "firmware", "--quiet"}, set("vm.disk", "disk.img")), w.folder.path().string())
          .code == 0);
  const bool unchanged = content_of(w.folder.path() / "disk.img") == image;
  CHECK(unchanged);
}

TEST_CASE("bad input: a place for what the machine has only if it is asked for says by which key") {
  const std::pair<std::string, std::string> asked_for_by[]{
      {"lapic", "vm.local_apic"}, {"testdev", "vm.test_device"}, {"nic", "vm.nic"}, {"sound", "vm.sound"}};
  for (const auto& [device, key] : asked_for_by) {
    CAPTURE(device);
    const captured r = run_program({"run", "hello", "--set", "vm.place." + device + "=hypervisor"});
    CHECK(r.code == 2);
    CHECK_THAT(r.err, Contains("give it one (" + key + ")"));
  }
}
