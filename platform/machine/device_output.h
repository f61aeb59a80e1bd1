/// A text file that a device of a virtual machine writes: opened before anything starts, emptied with its first
/// character or at the end.
#pragma once

#include <utility>

#include "models/devices/text_sink.h"
#include "platform/files/live_file.h"

namespace trapline {

class device_output final : public devices::text_sink {
 public:
  /// @param key the setting that names the file. @throws config_error if it cannot be written.
  device_output(const std::string& key, const std::filesystem::path& path) : file_{key, path.string(), {}} {}

  void put(char c) override {
    begin();
    file_.put(c);
  }
  /// @throws output_error if anything could not be written.
  void finish() {
    begin();
    file_.finish();
  }

 private:
  void begin() {
    if (!std::exchange(begun_, true)) file_.begin();
  }

  live_file file_;
  bool begun_ = false;
};

}  // namespace trapline
