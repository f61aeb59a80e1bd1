/// The signals of a run's virtual machines as a value change dump: interrupt lines, the timer's output, A20.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "platform/recordings/vcd_file.h"
#include "sim/records/record_listener.h"

namespace trapline {

class signal_dump final : public record_listener {
 public:
  void level_changed(const level_change& c) override {
    const auto key = std::pair{*c.vm, std::string{c.signal}};
    auto found = signals_.find(key);
    if (found == signals_.end()) found = signals_.emplace(key, file_.add(key.first, key.second)).first;
    file_.change(found->second, c.high, c.at);
  }
  std::string content() const { return file_.content(); }

 private:
  vcd_file file_;
  std::map<std::pair<std::string, std::string>, std::size_t> signals_;
};

}  // namespace trapline
