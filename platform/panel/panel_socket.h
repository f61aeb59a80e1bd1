/// The control panel as a Unix socket for its owner's programs (panel_protocol.h); several at a time. Simulated
/// time is not held back for it, but by `pause`.
#pragma once

#include <list>
#include <string>

#include "platform/panel/operator_front.h"

namespace trapline {

class panel_socket final : public operator_front {
 public:
  /// Takes the place of a socket that nobody listens at any more.
  /// @throws config_error if the path is too long, is something else, is in use, or cannot be made
  explicit panel_socket(const std::string& path);
  panel_socket(const panel_socket&) = delete;
  panel_socket& operator=(const panel_socket&) = delete;
  ~panel_socket();

  void attend(control::control_panel&, instant now) override;
  bool is_attended() const override { return true; }
  void add_files(std::vector<pollfd>&) const override;
  void tell(const panel_event&) override;

 private:
  struct client {
    int file;
    std::string came;  ///< no line yet
    std::string to_send;
    bool gone = false;
  };

  void welcome();
  void read_from(client&);
  void answer(client&, control::control_panel&, instant now);
  static void send_to(client&);

  std::string path_;
  int listening_ = -1;
  std::list<client> clients_;
};

}  // namespace trapline
