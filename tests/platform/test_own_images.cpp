// Images that the repository has never seen, named by --set alone: they run, wherever the device models are.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

/// A disk of so many bytes with the boot sector, and a text where that one looks for it.
std::string disk_of(std::size_t bytes, std::size_t sector_with_text, const std::string& text) {
  std::string image = content_of(TRAPLINE_TEST_GUESTS "/boot.rom");
  REQUIRE(image.size() == 512);
  image.resize(bytes);
  image.replace(512 * sector_with_text, text.size(), text);
  return image;
}

struct floppy_size {
  std::size_t kib, sectors, heads;
};

/// Its parameter block says how many sectors a track has, and how many heads there are.
std::string told(std::string image, const floppy_size& f) {
  constexpr std::size_t sectors_at = 24, heads_at = 26;
  image[sectors_at] = static_cast<char>(f.sectors);
  image[heads_at] = static_cast<char>(f.heads);
  return image;
}

/// Sector `sectors` of cylinder 0 on the last head, counted from 0.
std::size_t last_of_cylinder(const floppy_size& f) { return f.sectors * f.heads - 1; }

constexpr floppy_size high_density{1440, 18, 2};

words platform_with(const std::string& kind, const std::string& placement) {
  return with(set("platform.kind", kind), set("vm.placement", placement));
}

words without_monitor() { return set("platform.kind", "native"); }

const std::vector<words>& everywhere() {
  static const std::vector<words> all{without_monitor(),
                                      platform_with("hybrid", "service-os"),
                                      platform_with("hybrid", "xen-2005"),
                                      platform_with("hybrid", "hypervisor"),
                                      platform_with("hosted", "user"),
                                      platform_with("hosted", "kernel"),
                                      platform_with("hosted", "host-os")};
  return all;
}

/// A profile of which a second holds 38 times fewer instructions than of the shipped one. Without a monitor,
/// firmware spends nearly all of a boot on waiting for the drive, in a loop whose stores lie among code: slow
/// to simulate.
words slow_processor(const temporary_folder& folder) {
  std::string profile = content_of(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
  const std::string clock = "clock_hz = 3_800_000_000";
  REQUIRE(profile.find(clock) != std::string::npos);
  profile.replace(profile.find(clock), clock.size(), "clock_hz = 100_000_000");
  return set("platform.profile", folder.file("slow.toml", profile).string());
}

/// Boots it; what it wrote on serial line and screen must be there. @return its results.
json check_boot(const std::string& key, const std::string& image, const std::string& text,
                const words& settings) {
  const temporary_folder folder;
  const std::string file = folder.file("own.img", image).string();
  words what = with(with({"run", "blank"}, set(key, file)), settings);
  if (settings == without_monitor()) what = with(what, slow_processor(folder));
  CAPTURE(key, settings);
  const std::filesystem::path figures = folder.path() / "results.json";
  const captured report = run_program(with(what, {"--quiet", "--json", figures.string()}));
  CHECK(report.code == 0);
  CHECK(report.err.empty());
  CHECK_THAT(report.out,
             Contains("Serial output of a\n  | booted\n  | " + text + "\n  | written and read\n"));
  CHECK_THAT(report.out, Contains("Screen of a\n") && Contains("  | written and read\n\n"));
  // A copy of it was written to.
  const bool untouched = content_of(file) == image;
  CHECK(untouched);
  const json r = json::parse(content_of(figures));
  check_that_figures_tile(r);
  return r;
}

}  // namespace

TEST_CASE("own images: a floppy of any size boots") {
  for (const floppy_size& f : {floppy_size{160, 8, 1},
                               {180, 9, 1},
                               {320, 8, 2},
                               {360, 9, 2},
                               {720, 9, 2},
                               {1200, 15, 2},
                               {1440, 18, 2},
                               {2880, 36, 2}}) {
    CAPTURE(f.kib);
    const std::string image = disk_of(f.kib * 1024, last_of_cylinder(f), "a floppy\r\n");
    check_boot("vm.floppy", told(image, f), "a floppy", {});
    // What a PC's drive is told of is what it takes at most.
    if (f.sectors >= 9 && f.heads == 2) check_boot("vm.floppy", image, "a floppy", {});
  }
}

TEST_CASE("own images: a floppy boots wherever its controller is") {
  const std::string image = disk_of(high_density.kib * 1024, last_of_cylinder(high_density), "a floppy\r\n");
  for (const words& place : everywhere()) check_boot("vm.floppy", image, "a floppy", place);
}

TEST_CASE("own images: a disk boots wherever its controller is") {
  // 20 cylinders of 16 heads and 63 sectors: the BIOS reports heads and sectors as they are.
  const std::string image = disk_of(std::size_t{512} * 20 * 16 * 63, 16 * 63 - 1, "a disk\r\n");
  for (const words& place : everywhere()) check_boot("vm.disk", image, "a disk", place);
}

TEST_CASE("own images: what an in-hypervisor controller asks of the service OS does not stop the guest") {
  const std::string image = disk_of(high_density.kib * 1024, last_of_cylinder(high_density), "a floppy\r\n");
  const words costs = with(with(set("costs.spread", "none"), set("platform.profile", "prescott-2005")),
                           set("vm.placement", "hypervisor"));
  const json r = check_boot("vm.floppy", image, "a floppy", costs);
  std::uint64_t moved = 0;
  for (const json& p : r["paths"]) {
    CHECK(p["path"] != "service_os");
    if (p["device"] != "floppy") continue;
    CHECK(p["cycles"]["max"] == 8'135);
    moved += p["count"].get<std::uint64_t>();
  }
  CHECK(moved > 100);
  // It worked for them all the same.
  CHECK(r["processors"][0]["service_os_cycles"].get<std::uint64_t>() > 0);
}

TEST_CASE("own images: an empty value takes a guest's disk away") {
  const captured r = run_program({"run", "screen", "--quiet", "--set", "vm.disk=", "--until", "8 s"});
  CHECK(r.code == 3);
  CHECK_THAT(r.err, Contains("time limit") && Contains("cs:rip"));
  CHECK_THAT(r.out, Contains("Screen of a\n") && Contains("No bootable device."));
}

TEST_CASE("own images: a kernel that resets its machine is loaded and begins again, on every platform") {
  const words kernel = set("vm.kernel", TRAPLINE_TEST_GUESTS "/boots-again.rom");
  for (const words& platform :
       {set("platform.kind", "native"), set("vm.placement", "service-os"), set("vm.placement", "patent"),
        with(set("platform.kind", "hosted"), set("vm.placement", "kvm"))}) {
    CAPTURE(platform);
    const captured r = run_program(with(with({"run", "blank", "--quiet"}, kernel), platform));
    CHECK(r.code == 0);
    CHECK(r.err.empty());
  }
}
