#include "platform/panel/panel_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "platform/panel/panel_protocol.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

/// More than any command; a client that sends more without a line's end, or takes no answers, is let go.
constexpr std::size_t longest_line = 1 << 20;
constexpr std::size_t most_unsent = 64 << 20;

[[noreturn]] void wrong_path(const std::string& path, const std::string& wrong, const std::string& right) {
  throw config_error{{"command line"}, "--panel-socket", "\"" + path + "\" " + wrong, right};
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    wrong_path(path, "is a path of " + std::to_string(path.size()) + " characters",
               "a socket's has 1 to " + std::to_string(sizeof address.sun_path - 1));
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

/// Removes a socket that nobody listens at.
void make_room(const std::string& path, const sockaddr_un& address) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0) return;
  if (!S_ISSOCK(there.st_mode)) wrong_path(path, "exists and is no socket", "another path is needed");
  const int probe = new_socket();
  const int refused =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
  ::close(probe);
  if (refused != ECONNREFUSED) wrong_path(path, "is in use by another run", "another path is needed");
  ::unlink(path.c_str());
}

}  // namespace

panel_socket::panel_socket(const std::string& path) : path_{path}, listening_{new_socket()} {
  const sockaddr_un address = address_of(path);
  make_room(path, address);
  // Nobody else may connect, not even between bind() and chmod().
  const mode_t before = ::umask(S_IXUSR | S_IRWXG | S_IRWXO);
  const bool bound = ::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int error = errno;
  ::umask(before);
  if (!bound || ::listen(listening_, 16) != 0) {
    ::close(listening_);
    wrong_path(path, std::string{"cannot be made: "} + std::strerror(error),
               "a path in a folder that can be written to");
  }
}

panel_socket::~panel_socket() {
  for (client& c : clients_) {
    send_to(c);
    ::close(c.file);
  }
  ::close(listening_);
  ::unlink(path_.c_str());
}

void panel_socket::add_files(std::vector<pollfd>& files) const {
  files.push_back({listening_, POLLIN, 0});
  for (const client& c : clients_)
    files.push_back({c.file, static_cast<short>(c.to_send.empty() ? POLLIN : POLLIN | POLLOUT), 0});
}

void panel_socket::welcome() {
  for (;;) {
    const int file = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (file < 0) return;
    clients_.push_back({file, {}, panel_greeting()});
  }
}

void panel_socket::read_from(client& c) {
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t n = ::recv(c.file, part.data(), part.size(), 0);
    if (n > 0) {
      c.came.append(part.data(), static_cast<std::size_t>(n));
      if (c.came.size() <= longest_line) continue;
      c.gone = true;
      return;
    }
    if (n < 0 && errno == EINTR) continue;
    c.gone = n == 0 || errno != EAGAIN;
    return;
  }
}

void panel_socket::answer(client& c, control::control_panel& panel, instant now) {
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = c.came.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = c.came.substr(begin, end - begin);
    if (line.find_first_not_of(" \t\r") != std::string::npos) c.to_send += answer_to(line, panel, now);
  }
  c.came.erase(0, begin);
}

void panel_socket::send_to(client& c) {
  while (!c.to_send.empty()) {
    const ssize_t n = ::send(c.file, c.to_send.data(), c.to_send.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      c.gone = c.gone || errno != EAGAIN || c.to_send.size() > most_unsent;
      return;
    }
    c.to_send.erase(0, static_cast<std::size_t>(n));
  }
}

void panel_socket::attend(control::control_panel& panel, instant now) {
  welcome();
  for (client& c : clients_) {
    read_from(c);
    answer(c, panel, now);
  }
  for (client& c : clients_) send_to(c);
  std::erase_if(clients_, [](const client& c) {
    if (c.gone) ::close(c.file);
    return c.gone;
  });
}

void panel_socket::tell(const panel_event& e) {
  const std::string line = line_of(e);
  for (client& c : clients_) c.to_send += line;
}

}  // namespace trapline
