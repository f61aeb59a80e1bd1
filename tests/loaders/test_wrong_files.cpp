// Files given in the wrong place, or that are none of ours.
#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>

#include "platform/loaders/identify.h"
#include "platform/loaders/loader.h"
#include "tests/loaders/images.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

constexpr std::uint64_t kib = 1024, mib = 1 << 20;

load_plan load_image(bytes image) {
  guest_files files;
  files.image = {"file", std::move(image)};
  return load(files, 32 * mib);
}

}  // namespace

TEST_CASE("identify: each kind of image is told from its bytes") {
  CHECK(identify(make_bzimage({})) == image_kind::bzimage);
  CHECK(identify(make_multiboot_by_addresses()) == image_kind::multiboot);
  CHECK(identify(make_elf({{0x100000, 0x100000, bytes(1), 0}}, 0x100000)) == image_kind::elf32);
  CHECK(identify(make_rom(128 * kib)) == image_kind::rom);
  CHECK(identify(make_disk(1440 * kib)) == image_kind::floppy);
  CHECK(identify(make_disk(160 * kib)) == image_kind::floppy);
  CHECK(identify(bytes(1440 * kib)) == image_kind::floppy);
  CHECK(identify(make_disk(2 * mib)) == image_kind::disk);
  CHECK(identify(gzip({1, 2, 3})) == image_kind::packed);
  CHECK(identify({}) == image_kind::unknown);
  CHECK(identify(bytes(100, 'x')) == image_kind::unknown);
}

TEST_CASE("load: the kind is found out when it is not given") {
  CHECK(load_image(make_multiboot_by_addresses()).kind == load_kind::multiboot);
  CHECK(load_image(make_elf({{0x100000, 0x100000, bytes(1), 0}}, 0x100000)).kind == load_kind::linux_boot);
  CHECK(load_image(make_rom(64 * kib)).kind == load_kind::rom);
}

TEST_CASE("load: a kernel compressed as a whole is unpacked first, once") {
  CHECK(load_image(gzip(make_multiboot_by_addresses())).kind == load_kind::multiboot);
  CHECK(load_image(xz(make_multiboot_by_addresses())).entry->rip == 0x100040);
  CHECK_THROWS_WITH(load_image(gzip(gzip({1, 2, 3}))), Catch::Contains("compressed twice"));
  CHECK_THROWS_WITH(load_image(gzip({1, 2, 3})), Catch::Contains("not a kernel"));
}

TEST_CASE("load: a disk or floppy given as kernel is sent where it belongs") {
  CHECK_THROWS_WITH(load_image(make_disk(1440 * kib)), Catch::Contains("vm.floppy takes it"));
  CHECK_THROWS_WITH(load_image(make_disk(2 * mib)), Catch::Contains("vm.disk takes it"));
  CHECK_THROWS_WITH(load_image(bytes(100, 'x')), Catch::Contains("not a kernel") && Catch::Contains("HdrS"));
  bytes elf64 = make_elf({{0x100000, 0x100000, bytes(1), 0}}, 0x100000);
  elf64[4] = 2;
  CHECK_THROWS_WITH(load_image(elf64), Catch::Contains("64-bit"));
}

TEST_CASE("load: Linux takes one initial RAM disk only") {
  guest_files files;
  files.image = {"vmlinux", make_elf({{0x100000, 0x100000, bytes(1), 0}}, 0x100000)};
  files.modules = {{"a", bytes(1)}, {"b", bytes(1)}};
  CHECK_THROWS_WITH(load(files, 32 * mib), Catch::Contains("one initial RAM disk"));
}

TEST_CASE("files: what cannot be read is said, and what can comes whole") {
  CHECK_THROWS_WITH(read_image_file("/nonexistent/file"), Catch::Contains("no such file"));
  CHECK_THROWS_WITH(read_image_file("/"), Catch::Contains("not a regular file"));
  const std::string name = "test_loaders_image.bin";
  std::ofstream{name};
  CHECK_THROWS_WITH(read_image_file(name), Catch::Contains("empty"));
  std::ofstream{name} << "abc";
  const image_bytes read = read_image_file(name).bytes;
  CHECK(bytes(read.begin(), read.end()) == bytes{'a', 'b', 'c'});
  std::remove(name.c_str());
}
