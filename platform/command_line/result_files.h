/// Results as files, each whole or not there: opened before anything starts, written when everything has ended.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/command_line/output_file.h"
#include "platform/command_line/output_files.h"

namespace trapline {

class result_files {
 public:
  explicit result_files(output_files& all) : all_{all} {}

  /// A file, if there is to be one. @param content called when it is written.
  /// @throws config_error if it cannot be written, is an input, or is another output.
  void add(const std::string& option, const std::optional<std::string>& path,
           std::function<std::string()> content);
  using writer = std::function<void(const std::string& part)>;
  /// The same for one that is too long to be held. @param write called with what writes a part, part after part.
  void add_in_parts(const std::string& option, const std::optional<std::string>& path,
                    std::function<void(const writer&)> write);
  /// Writes every one, and `report` to standard output if nothing else goes there.
  /// @return whether they could be written; those that could not are told on standard error.
  bool finish(const std::function<std::string()>& report);

 private:
  struct one {
    std::unique_ptr<output_file> file;
    std::function<void(const writer&)> write;
  };

  output_files& all_;
  std::vector<one> files_;
};

/// Does it. @return false, having said so on standard error, if it throws an output_error.
bool could_write(const std::function<void()>& write);

}  // namespace trapline
