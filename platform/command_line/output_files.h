/// Everything that a command reads and writes, held against one another before anything starts: no output is an
/// input, and no file is two outputs.
#pragma once

#include <map>
#include <span>
#include <string>

#include "platform/command_line/file_identity.h"
#include "platform/configuration/scenario_loader.h"

namespace trapline {

class output_files {
 public:
  /// @param inputs a disk image that the guest may write to is an output too.
  /// @throws config_error if two guests could write to one image, or standard output is an input.
  explicit output_files(std::span<const input_file> inputs);

  /// Takes `path` for the output that `option` asks for; "-" is standard output, which the report has otherwise.
  /// @return `path`, or "-" if it names what standard output is.
  /// @throws config_error if it is taken or is an input.
  std::string take(const std::string& option, const std::string& path);
  /// Whether somebody has taken standard output, so that the report does not go there.
  bool standard_output_taken() const { return standard_output_taken_; }

 private:
  struct use {
    std::string what;
    bool written;
  };

  void read_from(const input_file&);
  /// Makes the file `wanted`'s, unless it is somebody's. @return whose it is; null if nobody's.
  const use* claim(const std::vector<file_identity>& file, const use& wanted);

  std::map<file_identity, use> uses_;
  bool standard_output_taken_ = false;
};

}  // namespace trapline
