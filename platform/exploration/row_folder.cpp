#include "platform/exploration/row_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "platform/files/output_error.h"
#include "platform/files/write_all.h"

namespace trapline::exploration {

row_folder::row_folder(const std::filesystem::path& sweep_folder) : folder_{sweep_folder / "rows"} {
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
}

bool row_folder::holds(const std::string& id) const { return std::filesystem::exists(file_of(id)); }

void row_folder::leave(const point_row& row) const {
  const std::filesystem::path file = file_of(row.id);
  const std::string aside = file.string() + "." + std::to_string(::getpid());
  const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  int error = descriptor < 0 ? errno : write_all(descriptor, to_line(row));
  if (descriptor >= 0 && ::fsync(descriptor) != 0 && error == 0) error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (error == 0 && std::rename(aside.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) throw output_error{file.string() + ": cannot be written: " + std::strerror(error)};
}

std::size_t row_folder::collect(const std::function<void(const point_row&)>& keep) const {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder_})
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  for (const std::filesystem::path& file : files) {
    std::ifstream in{file, std::ios::binary};
    keep(row_from({std::istreambuf_iterator<char>{in}, {}}));
    std::filesystem::remove(file);
  }
  return files.size();
}

}  // namespace trapline::exploration
