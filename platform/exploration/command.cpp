#include "platform/exploration/command.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace trapline::exploration {

command_result run_command_of_host(std::vector<std::string> words) {
  command_result result;
  int ends[2];
  if (::pipe(ends) != 0) return result;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  ::posix_spawn_file_actions_addclose(&actions, ends[1]);
  pid_t process = -1;
  const int error = ::posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  char part[4096];
  for (ssize_t n; error == 0 && (n = ::read(ends[0], part, sizeof part)) != 0;) {
    if (n > 0) result.out.append(part, static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR) break;
  }
  ::close(ends[0]);
  int status = 0;
  while (error == 0 && ::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (error == 0 && WIFEXITED(status)) result.code = WEXITSTATUS(status);
  return result;
}

}  // namespace trapline::exploration
