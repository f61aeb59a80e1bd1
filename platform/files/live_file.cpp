#include "platform/files/live_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "platform/files/output_error.h"
#include "platform/files/write_all.h"

namespace trapline {

live_file::live_file(const std::string& option, const std::string& path, const file_position& where)
    : path_{path} {
  if (path == "-") {
    file_ = STDOUT_FILENO;
    return;
  }
  constexpr mode_t for_all = 0666;
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, for_all);
  made_ = file_ >= 0;
  // O_EXCL does not follow a link; a pipe waits for its reader as any writer's does.
  if (!made_) file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, for_all);
  if (file_ < 0)
    throw config_error{where, option, "\"" + path + "\" cannot be written: " + std::strerror(errno),
                       "name a file in a folder that there is and that you may write to"};
}

live_file::~live_file() {
  if (file_ < 0 || file_ == STDOUT_FILENO) return;
  ::close(file_);
  if (made_ && !begun_) ::unlink(path_.c_str());
}

void live_file::begin() {
  begun_ = true;
  struct stat s {};
  if (file_ != STDOUT_FILENO && ::fstat(file_, &s) == 0 && S_ISREG(s.st_mode) && ::ftruncate(file_, 0) != 0)
    error_ = errno;
}

void live_file::put(char c) {
  waiting_.push_back(c);
  constexpr std::size_t enough = 4096;
  if (c == '\n' || waiting_.size() >= enough) flush();
}

void live_file::flush() {
  if (error_ == 0) error_ = write_all(file_, waiting_);
  waiting_.clear();
}

void live_file::finish() {
  flush();
  if (file_ != STDOUT_FILENO && ::close(std::exchange(file_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ != 0) throw output_error{path_ + ": cannot be written: " + std::strerror(error_)};
}

}  // namespace trapline
