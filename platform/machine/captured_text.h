/// What a guest writes to a line or a log, kept, and shown to whoever listens as it comes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/devices/text_sink.h"

namespace trapline {

class captured_text final : public devices::text_sink {
 public:
  void put(char c) override {
    text_.push_back(c);
    for (const auto& listener : listeners_) listener(c);
  }
  const std::string& text() const { return text_; }
  /// Calls `f` with each character to come, after those who asked before.
  void tell(std::function<void(char)> f) { listeners_.push_back(std::move(f)); }

 private:
  std::vector<std::function<void(char)>> listeners_;
  std::string text_;
};

}  // namespace trapline
