/// What a guest writes to a line or a log, kept, and shown to whoever listens as it comes.
#pragma once

#include <functional>
#include <string>

#include "models/devices/text_sink.h"

namespace trapline {

class captured_text final : public devices::text_sink {
 public:
  void put(char c) override {
    text_.push_back(c);
    if (on_character) on_character(c);
    if (also) also(c);
  }
  const std::string& text() const { return text_; }
  std::function<void(char)> on_character;
  std::function<void(char)> also;  ///< a second listener, after the first

 private:
  std::string text_;
};

}  // namespace trapline
