#include "platform/command_line/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include "platform/files/write_all.h"

namespace trapline {
namespace {

void close_what_is_not_open() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(file, F_GETFD) == -1 && errno == EBADF)
      // The lowest number that is free: `file`. The wrong way round, so that its use fails.
      static_cast<void>(::open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

}  // namespace

standard_output::standard_output() : before_{std::cout.rdbuf()} {
  close_what_is_not_open();
  std::signal(SIGPIPE, SIG_IGN);
  std::cout.rdbuf(this);
}

standard_output::~standard_output() {
  sync();
  std::cout.rdbuf(before_);
}

standard_output::int_type standard_output::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  waiting_.push_back(traits_type::to_char_type(c));
  return c;
}

std::streamsize standard_output::xsputn(const char* text, std::streamsize n) {
  waiting_.append(text, static_cast<std::size_t>(n));
  return n;
}

int standard_output::sync() {
  if (error_ == 0) error_ = write_all(STDOUT_FILENO, waiting_);
  waiting_.clear();
  return error_ == 0 ? 0 : -1;
}

std::string standard_output::finish() {
  sync();
  return error_ == 0 ? "" : std::strerror(error_);
}

}  // namespace trapline
