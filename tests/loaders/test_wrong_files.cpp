// Files given in the wrong place, or that are none of ours.
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>

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

TEST_CASE("files: a large one is read when it is copied, or as a whole when it is looked at") {
  const std::string name = "test_loaders_large.bin";
  bytes content(200 * kib + 1);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::uint8_t>(i * 7 + i / 4096);
  std::ofstream{name, std::ios::binary}.write(reinterpret_cast<const char*>(content.data()),
                                              static_cast<std::streamsize>(content.size()));
  const image_bytes copied = read_image_file(name).bytes, looked_at = read_image_file(name).bytes;
  CHECK(copied.size() == content.size());
  CHECK(copied.head().size() < content.size());
  CHECK(std::ranges::equal(copied.head(), std::span{content}.first(copied.head().size())));

  constexpr std::ptrdiff_t from = 70 * kib, n = 129 * kib;
  load_plan plan{};
  plan.segments.push_back({0x2345, copied.part(from, n), 100, "a part"});
  CHECK(memory_of(plan, 0x2345, n) == bytes(content.begin() + from, content.begin() + from + n));
  CHECK(bytes(looked_at.begin(), looked_at.end()) == content);

  std::filesystem::last_write_time(name, std::filesystem::last_write_time(name) + std::chrono::seconds{1});
  CHECK_THROWS_WITH(memory_of(plan, 0x2345, n), Catch::Contains(name) && Catch::Contains("written to"));
  plan.segments = {{0x2345, looked_at.part(from, n), 100, "a part"}};
  CHECK(memory_of(plan, 0x2345, n) == bytes(content.begin() + from, content.begin() + from + n));
  std::remove(name.c_str());
}
