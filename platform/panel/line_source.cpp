#include "platform/panel/line_source.h"

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace trapline {

namespace {

/// Standard input, until somebody ends the waiting.
class wakeable_input {
 public:
  wakeable_input() {
    if (::pipe(wake_.data()) != 0) wake_ = {-1, -1};
  }
  ~wakeable_input() {
    for (const int end : wake_) ::close(end);
  }
  wakeable_input(const wakeable_input&) = delete;
  wakeable_input& operator=(const wakeable_input&) = delete;

  /// @return none at the end
  std::optional<char> next() {
    std::array<pollfd, 2> files{{{STDIN_FILENO, POLLIN, 0}, {wake_[0], POLLIN, 0}}};
    for (;;) {
      if (::poll(files.data(), files.size(), -1) < 0 && errno == EINTR) continue;
      if (files[1].revents != 0) return std::nullopt;
      char c = 0;
      const ssize_t n = ::read(STDIN_FILENO, &c, 1);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return std::nullopt;
      return c;
    }
  }
  void wake() const { static_cast<void>(::write(wake_[1], "", 1)); }

 private:
  std::array<int, 2> wake_{};
};

/// A pipe, or a file.
class plain_lines final : public line_source {
 public:
  std::optional<std::string> next() override {
    std::string line;
    for (;;) {
      const std::optional<char> c = input_.next();
      if (!c) return line.empty() ? std::nullopt : std::optional{line};
      if (*c == '\n') return line;
      line += *c;
    }
  }
  void wake() override { input_.wake(); }

 private:
  wakeable_input input_;
};

/// How far all words begin alike.
std::string common_beginning(const std::vector<std::string>& words) {
  std::string common = words.front();
  for (const std::string& w : words)
    while (!w.starts_with(common)) common.pop_back();
  return common;
}

class edited_lines final : public line_source {
 public:
  edited_lines(std::string prompt, completer complete)
      : prompt_{std::move(prompt)},
        complete_{std::move(complete)},
        history_{::history_init()},
        editor_{::el_init("trapline", stdin, stdout, stderr)} {
    HistEvent event;
    ::history(history_, &event, H_SETSIZE, 1000);
    ::history(history_, &event, H_SETUNIQUE, 1);
    ::el_set(editor_, EL_CLIENTDATA, this);
    ::el_set(editor_, EL_PROMPT, &prompt_of);
    ::el_set(editor_, EL_EDITOR, "emacs");
    ::el_set(editor_, EL_HIST, history, history_);
    ::el_set(editor_, EL_GETCFN, &character);
    ::el_set(editor_, EL_ADDFN, "complete", "completes the word before the cursor", &completed);
    ::el_set(editor_, EL_BIND, "^I", "complete", nullptr);
    ::el_set(editor_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  }
  ~edited_lines() override {
    ::el_end(editor_);
    ::history_end(history_);
  }
  edited_lines(const edited_lines&) = delete;
  edited_lines& operator=(const edited_lines&) = delete;

  std::optional<std::string> next() override {
    int length = 0;
    const char* const text = ::el_gets(editor_, &length);
    if (text == nullptr || length <= 0) return std::nullopt;
    std::string line{text, static_cast<std::size_t>(length)};
    if (line.find_first_not_of(" \t\r\n") != std::string::npos) {
      HistEvent event;
      ::history(history_, &event, H_ENTER, line.c_str());
    }
    if (line.back() == '\n') line.pop_back();
    return line;
  }
  void wake() override { input_.wake(); }

 private:
  static edited_lines& of(EditLine* editor) {
    void* self = nullptr;
    ::el_get(editor, EL_CLIENTDATA, &self);
    return *static_cast<edited_lines*>(self);
  }
  static char* prompt_of(EditLine* editor) { return of(editor).prompt_.data(); }
  static int character(EditLine* editor, wchar_t* c) {
    const std::optional<char> got = of(editor).input_.next();
    if (!got) return 0;
    *c = static_cast<wchar_t>(static_cast<unsigned char>(*got));
    return 1;
  }
  static unsigned char completed(EditLine* editor, int) {
    const LineInfo* const info = ::el_line(editor);
    const std::string line{info->buffer, static_cast<std::size_t>(info->cursor - info->buffer)};
    const std::vector<std::string> words = of(editor).complete_(line);
    if (words.empty()) return CC_ERROR;
    const std::size_t word = line.find_last_of(" \t");
    const std::size_t typed = line.size() - (word == std::string::npos ? 0 : word + 1);
    const std::string common = common_beginning(words);
    const std::string more = common.substr(std::min(typed, common.size())) + (words.size() == 1 ? " " : "");
    if (!more.empty() && ::el_insertstr(editor, more.c_str()) == 0) return CC_REFRESH;
    std::fputs("\n", stdout);
    for (const std::string& w : words) std::printf("%s  ", w.c_str());
    std::fputs("\n", stdout);
    return CC_REDISPLAY;
  }

  std::string prompt_;
  completer complete_;
  wakeable_input input_;
  History* history_;
  EditLine* editor_;
};

}  // namespace

std::unique_ptr<line_source> standard_input_lines(const std::string& prompt, completer complete) {
  if (::isatty(STDIN_FILENO) == 0) return std::make_unique<plain_lines>();
  return std::make_unique<edited_lines>(prompt, std::move(complete));
}

}  // namespace trapline
