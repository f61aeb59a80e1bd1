#include "platform/loaders/image_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "platform/loaders/load_plan.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint64_t largest = std::uint64_t{1} << 30;

}  // namespace

image_file read_image_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw load_error(path + ": there is no such file");
  if (!std::filesystem::is_regular_file(status)) throw load_error(path + ": not a regular file");
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error) throw load_error(path + ": " + error.message());
  if (size == 0) throw load_error(path + ": the file is empty");
  if (size > largest) throw load_error(path + ": " + size_text(size) + "; the most that is read is 1024 MiB");
  std::ifstream in{path, std::ios::binary};
  image_file file{path, std::vector<std::uint8_t>(size)};
  if (!in.read(reinterpret_cast<char*>(file.bytes.data()), static_cast<std::streamsize>(size))) {
    throw load_error(path + ": cannot be read: " + std::strerror(errno));
  }
  return file;
}

}  // namespace trapline::loaders
