// Damaged images that run: whatever a guest's code has become, the program ends, and with an exit code of
// its own that is none of ours.
#include <cstdlib>

#include "tests/loaders/damage.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using namespace trapline::loaders::test;

namespace {

constexpr unsigned most_seconds = 120;

bytes file_bytes(const std::filesystem::path& path) {
  const std::string content = content_of(path);
  REQUIRE_FALSE(content.empty());
  return {content.begin(), content.end()};
}

words platform_of(unsigned turn) {
  static const std::vector<words> all{set("platform.kind", "native"),
                                      set("vm.placement", "service-os"),
                                      set("vm.placement", "hypervisor"),
                                      with(set("vm.placement", "patent"), set("vm.injection", "stack_tweak")),
                                      set("platform.kind", "hosted"),
                                      set("vm.memory", "1 MiB")};
  return all[turn % all.size()];
}

/// @return how many of the runs began
unsigned run_damaged(const std::string& key, const bytes& good, unsigned times, const std::string& until) {
  const temporary_folder folder;
  std::mt19937_64 random{times};
  unsigned began = 0;
  for (unsigned i = 0; i < times; ++i) {
    const bytes image = damaged(good, random);
    const std::string file = folder.file("image", {image.begin(), image.end()}).string();
    const words arguments =
        with(with({"run", "blank", "--quiet", "--until", until}, set(key, file)), platform_of(i));
    const captured r = in_process([&] {
      ::alarm(most_seconds);
      return become_trapline(arguments);
    });
    CAPTURE(i, arguments, r.err);
    CHECK((r.code >= 0 && r.code <= 3));
    began += r.code != 2;
  }
  return began;
}

bytes vmlinux() { return make_elf({{0x100000, 0xC0100000, bytes(4096, 0x90), 0x1000}}, 0xC0100000); }

}  // namespace

TEST_CASE("damaged images: Multiboot kernels run or are refused") {
  CHECK(run_damaged("vm.kernel", make_multiboot_by_addresses(), 8, "100 us") > 0);
  CHECK(run_damaged("vm.kernel", make_multiboot_elf(), 8, "100 us") > 0);
}

TEST_CASE("damaged images: Linux kernels run or are refused") {
  CHECK(run_damaged("vm.kernel", vmlinux(), 8, "100 us") > 0);
  CHECK(run_damaged("vm.kernel", make_bzimage(gzip(vmlinux())), 8, "100 us") > 0);
}

TEST_CASE("damaged images: ROMs run or are refused") {
  CHECK(run_damaged("vm.rom", file_bytes(TRAPLINE_TEST_GUESTS "/echo.rom"), 12, "1 ms") > 0);
}

TEST_CASE("damaged images: firmware runs or is refused") {
  CHECK(run_damaged("vm.bios", file_bytes("/usr/share/seabios/bios.bin"), 6, "20 ms") > 0);
}

TEST_CASE("damaged images: disks of any content and length run or are refused") {
  const bytes disk = make_disk(512 * 63 * 16);
  CHECK(run_damaged("vm.disk", disk, 6, "1 ms") > 0);
  CHECK(run_damaged("vm.floppy", make_disk(1440 * 1024), 6, "1 ms") > 0);
}
