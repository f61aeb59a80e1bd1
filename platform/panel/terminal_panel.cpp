#include "platform/panel/terminal_panel.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "models/control/completion.h"
#include "models/control/read_line.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/quantity.h"

namespace trapline {

namespace {

constexpr const char* prompt = "trapline> ";

}  // namespace

bool terminal_panel::is_interactive() { return ::isatty(STDIN_FILENO) != 0; }

terminal_panel::terminal_panel()
    : interactive_{is_interactive()}, lines_{standard_input_lines(prompt, [this](const std::string& line) {
        return completions(line);
      })} {
  if (::pipe(said_) != 0) said_[0] = said_[1] = -1;
  if (interactive_)
    std::puts(
        "The control panel: `help` says what there is, Tab completes, Ctrl-D leaves it, `quit` ends the "
        "run.");
  std::fflush(stdout);
  conversation_ = std::thread{[this] { converse(); }};
}

terminal_panel::~terminal_panel() {
  leave();
  for (const int end : said_) ::close(end);
}

void terminal_panel::leave() {
  if (!conversation_.joinable()) return;
  {
    const std::lock_guard lock{shared_};
    leaving_ = true;
  }
  answered_.notify_all();
  lines_->wake();
  conversation_.join();
  lines_.reset();
}

void terminal_panel::converse() {
  for (;;) {
    std::optional<std::string> line = lines_->next();
    std::unique_lock lock{shared_};
    at_end_ = !line || leaving_;
    if (line) came_.push_back(*line);
    static_cast<void>(::write(said_[1], "", 1));
    if (at_end_) return;
    answered_.wait(lock, [this] { return has_answer_ || leaving_; });
    const std::string text = std::exchange(news_, {}) + answer_;
    has_answer_ = false;
    lock.unlock();
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
  }
}

std::vector<std::string> terminal_panel::completions(const std::string& line) {
  const std::lock_guard lock{shared_};
  return control::completions_of(line, view_);
}

std::string terminal_panel::answer_to(const std::string& line, control::control_panel& panel,
                                      instant now) try {
  if (control::words_of(line).empty()) return {};
  return panel.carry_out(control::read_line(line, panel.view()), now).text();
} catch (const control::wrong_command& e) {
  return std::string{"wrong: "} + e.what() + "\n";
}

void terminal_panel::attend(control::control_panel& panel, instant now) {
  std::unique_lock lock{shared_};
  if (view_.vms.empty()) view_ = panel.view();
  while (!came_.empty()) {
    const std::string line = std::move(came_.front());
    came_.pop_front();
    char byte = 0;
    static_cast<void>(::read(said_[0], &byte, 1));
    lock.unlock();
    std::string said = answer_to(line, panel, now);
    lock.lock();
    view_ = panel.view();
    answer_ = std::move(said);
    has_answer_ = true;
    answered_.notify_all();
  }
  if (at_end_) ended_ = true;
}

void terminal_panel::add_files(std::vector<pollfd>& files) const {
  if (!ended_) files.push_back({said_[0], POLLIN, 0});
}

void terminal_panel::tell(const panel_event& e) {
  if (e.name == "COMMAND") return;
  const std::lock_guard lock{shared_};
  news_ +=
      "at " + text_of(e.at - instant{}) + ": " + e.name + (e.data.empty() ? "" : " " + e.data.dump()) + "\n";
}

}  // namespace trapline
