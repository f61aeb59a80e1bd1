/// A function run in a process of its own: what it wrote, and how it ended.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <iostream>
#include <string>

namespace trapline::testing {

struct captured {
  int code = -1;
  std::string out, err;
};

inline std::string drained(std::FILE* file) {
  std::string all;
  std::rewind(file);
  for (int c; (c = std::fgetc(file)) != EOF;) all += static_cast<char>(c);
  std::fclose(file);
  return all;
}

inline captured in_process(const std::function<int()>& body) {
  std::FILE* out = std::tmpfile();
  std::FILE* err = std::tmpfile();
  std::cout.flush();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::fileno(out), STDOUT_FILENO);
    ::dup2(::fileno(err), STDERR_FILENO);
    const int code = body();
    std::cout.flush();
    std::cerr.flush();
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, drained(out), drained(err)};
}

}  // namespace trapline::testing
