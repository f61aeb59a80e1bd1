#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "models/devices/memory_image.h"
#include "models/devices/storage/disk_image.h"
#include "models/devices/storage/floppy_format.h"

using namespace trapline::devices;
namespace fs = std::filesystem;

namespace {

/// A folder of its own that goes away with the test.
class scratch {
 public:
  scratch() : at_{fs::temp_directory_path() / ("trapline-disk-image-" + std::to_string(::getpid()))} {
    fs::create_directories(at_);
  }
  ~scratch() { fs::remove_all(at_); }
  std::string file(const std::string& name, std::uint64_t size, char fill = 'a') const {
    const std::string path = (at_ / name).string();
    std::ofstream out{path, std::ios::binary};
    out << std::string(static_cast<std::size_t>(std::min<std::uint64_t>(size, 4096)), fill);
    out.close();
    fs::resize_file(path, size);
    return path;
  }
  std::string folder() const { return at_.string(); }

 private:
  fs::path at_;
};

std::string message_of(const std::string& path, image_access access = image_access::copy_on_write,
                       image_kind kind = image_kind::disk) {
  try {
    disk_image image{path, access, kind};
  } catch (const image_error& e) {
    CHECK(e.path() == path);
    return e.what();
  }
  return "no error";
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

char first_byte(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return static_cast<char>(in.get());
}

}  // namespace

TEST_CASE("disk_image: copy-on-write shows what was written and leaves the file alone") {
  scratch dir;
  const std::string path = dir.file("disk", 4096);
  std::vector<std::byte> data(1024, std::byte{'x'});
  {
    disk_image image{path, image_access::copy_on_write};
    CHECK(image.sectors() == 8);
    CHECK(image.writable());
    CHECK(image.write(0, data));
    CHECK(image.flush());
    std::vector<std::byte> back(1536);
    CHECK(image.read(0, back));
    CHECK(back[1023] == std::byte{'x'});
    CHECK(back[1024] == std::byte{'a'});
  }
  CHECK(first_byte(path) == 'a');
}

TEST_CASE("disk_image: writable changes the file, read-only refuses") {
  scratch dir;
  const std::string path = dir.file("disk", 4096);
  std::vector<std::byte> data(512, std::byte{'y'});
  {
    disk_image image{path, image_access::read_only};
    CHECK_FALSE(image.writable());
    CHECK_FALSE(image.write(0, data));
  }
  CHECK(first_byte(path) == 'a');
  {
    disk_image image{path, image_access::writable};
    CHECK(image.write(0, data));
    CHECK(image.flush());
    std::vector<std::byte> back(512);
    CHECK(image.read(0, back));
    CHECK(back == data);
  }
  CHECK(first_byte(path) == 'y');
  CHECK(fs::file_size(path) == 4096);
}

TEST_CASE("disk_image: nothing outside the image is read or written") {
  scratch dir;
  disk_image image{dir.file("disk", 2048), image_access::copy_on_write};
  std::vector<std::byte> two(1024);
  CHECK(image.read(2, two));
  CHECK_FALSE(image.read(3, two));
  CHECK_FALSE(image.read(~std::uint64_t{0}, two));
  CHECK_FALSE(image.write(4, two));
  CHECK_FALSE(image.read(0, std::span(two).first(100)));
}

TEST_CASE("disk_image: one writer alone, or any number of readers") {
  scratch dir;
  const std::string path = dir.file("disk", 2048);
  {
    disk_image writer{path, image_access::writable};
    CHECK(mentions(message_of(path), "open for writing in another run"));
    CHECK(mentions(message_of(path, image_access::writable), "in use by another run"));
  }
  disk_image reader{path, image_access::copy_on_write};
  disk_image another{path, image_access::read_only};
  CHECK(mentions(message_of(path, image_access::writable), "in use by another run"));
}

TEST_CASE("disk_image: each thing that can be wrong with a file has its message") {
  scratch dir;
  CHECK(mentions(message_of(dir.folder() + "/none"), "no such file"));
  CHECK(mentions(message_of(dir.folder()), "is a directory"));
  CHECK(mentions(message_of(dir.folder(), image_access::writable), "is a directory"));
  CHECK(mentions(message_of(dir.file("empty", 0)), "is empty"));
  const std::string odd = message_of(dir.file("odd", 1000));
  CHECK(mentions(odd, "1000 bytes"));
  CHECK(mentions(odd, "multiple of 512"));
  CHECK(mentions(odd, "1024 bytes"));
  CHECK(mentions(message_of(dir.file("huge", disk_image::largest_disk + 512)), "too large"));
  CHECK(mentions(message_of("/dev/null"), "not a regular file"));
  const std::string pipe = dir.folder() + "/pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(mentions(message_of(pipe), "not a regular file"));
}

TEST_CASE("disk_image: an unreadable file is told from a missing one") {
  if (::geteuid() == 0) return;  // root reads everything
  scratch dir;
  const std::string path = dir.file("locked", 2048);
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  CHECK(mentions(message_of(path), "cannot be read"));
  REQUIRE(::chmod(path.c_str(), 0400) == 0);
  CHECK(mentions(message_of(path, image_access::writable), "cannot be opened for writing"));
}

TEST_CASE("disk_image: a floppy has one of eight sizes, or ends early and is read as if zeros followed") {
  scratch dir;
  const std::uint64_t sizes[] = {163840, 184320, 327680, 368640, 737280, 1228800, 1474560, 2949120};
  for (const std::uint64_t size : sizes) {
    const std::string path = dir.file("floppy", size);
    CHECK(message_of(path, image_access::copy_on_write, image_kind::floppy) == "no error");
    CHECK(floppy_format_of(size)->bytes() == size);
  }
  const auto floppy = [&](std::uint64_t size) {
    return message_of(dir.file("floppy", size), image_access::copy_on_write, image_kind::floppy);
  };
  const std::pair<std::uint64_t, std::uint64_t> early[]{
      {1, 1474560}, {512, 1474560}, {1296384, 1474560}, {1474560 - 1, 1474560}, {1474560 + 1, 2949120}};
  for (const auto& [in_file, whole] : early) {
    CAPTURE(in_file);
    disk_image image{dir.file("early", in_file), image_access::copy_on_write, image_kind::floppy};
    REQUIRE(image.sectors() * sector_bytes == whole);
    std::vector<std::byte> last(sector_bytes, std::byte{1});
    REQUIRE(image.read(image.sectors() - 1, last));
    CHECK(last == std::vector<std::byte>(sector_bytes));
    CHECK(image.write(image.sectors() - 1, last));
    CHECK(mentions(message_of(dir.file("to-write", in_file), image_access::writable, image_kind::floppy),
                   "one that is written to needs all " + std::to_string(whole) + " bytes"));
  }
  CHECK(mentions(floppy(100'000'000), "the largest floppy has 2949120 bytes"));
  CHECK(mentions(floppy(0), "is empty"));
}

TEST_CASE(
    "floppy_format: a FAT's parameter block tells of an image that ends early, unless it is longer or tells "
    "of none") {
  const auto format = [](std::uint64_t in_file, unsigned sectors, unsigned per_track, unsigned heads) {
    std::array<std::byte, sector_bytes> first{};
    const auto put = [&](std::size_t at, unsigned word) {
      first[at] = static_cast<std::byte>(word);
      first[at + 1] = static_cast<std::byte>(word >> 8);
    };
    put(11, 512);
    put(19, sectors);
    put(24, per_track);
    put(26, heads);
    return floppy_format_for(in_file, first)->name;
  };
  CHECK(format(5'000, 720, 9, 2) == "360K");
  CHECK(format(5'000, 2'400, 15, 2) == "1.2M");
  CHECK(format(360 * 1024 + 1, 720, 9, 2) == "1.44M");
  CHECK(format(5'000, 720, 9, 1) == "1.44M");
  CHECK(format(5'000, 32'680, 63, 16) == "1.44M");
  CHECK(format(160 * 1024, 720, 9, 2) == "160K");
}

TEST_CASE("floppy_format: a disk is in the smallest drive of a PC that reads it") {
  for (const floppy_format& f : floppy_formats()) {
    CAPTURE(f.name);
    // Types by IBM's technical reference of the AT, and its successors: 360K, 1.2M, 720K, 1.44M, 2.88M.
    const unsigned drive = f.tracks_per_inch == 48     ? 1
                           : f.tracks_per_inch == 96   ? 2
                           : f.sectors_per_track == 9  ? 3
                           : f.sectors_per_track == 18 ? 4
                                                       : 5;
    CHECK(f.cmos_type == drive);
  }
}

TEST_CASE("disk_image: a file that another program shortens is an error that is kept, not a signal") {
  for (const image_access access :
       {image_access::read_only, image_access::copy_on_write, image_access::writable}) {
    scratch dir;
    const std::string path = dir.file("disk", 1 << 20);
    disk_image image{path, access};
    std::vector<std::byte> sector(sector_bytes);
    REQUIRE(image.read(2047, sector));
    CHECK(image.fault().empty());
    REQUIRE(::truncate(path.c_str(), 4096) == 0);
    CHECK_FALSE(image.read(2047, sector));
    CHECK_FALSE(image.write(0, sector));
    CHECK(mentions(image.fault(), "another program has shortened it to 4096 bytes"));
  }
}

TEST_CASE("memory_image: fills up to whole sectors and keeps to its rights") {
  memory_image image{std::vector<std::byte>(700, std::byte{1})};
  CHECK(image.sectors() == 2);
  std::vector<std::byte> sector(512);
  CHECK(image.read(1, sector));
  CHECK(sector[187] == std::byte{1});
  CHECK(sector[188] == std::byte{0});
  CHECK(image.write(1, sector));
  CHECK_FALSE(image.write(2, sector));
  memory_image fixed{4, false};
  CHECK_FALSE(fixed.write(0, sector));
}
