/// An output that is written as the simulation goes: others can follow it, and what a run that is killed had
/// written is there.
#pragma once

#include <filesystem>
#include <string>

#include "sim/configuration/config_error.h"

namespace trapline {

class live_file {
 public:
  /// Opens `path` at its place; "-" is standard output. What was in it stays until begin().
  /// @param where `option` was given, which is a command line's option or a key.
  /// @throws config_error naming `option` if it cannot be written.
  live_file(const std::string& option, const std::string& path,
            const file_position& where = {"command line"});
  live_file(const live_file&) = delete;
  live_file& operator=(const live_file&) = delete;
  /// If nothing began, it is as it was before.
  ~live_file();

  /// The run starts: the file is emptied.
  void begin();
  void put(char);
  /// What was put is in the file then. What fails is told by finish().
  void flush();
  /// @throws output_error if anything could not be written.
  void finish();

 private:
  std::string path_;
  int file_ = -1;
  bool made_ = false, begun_ = false;
  std::string waiting_;
  int error_ = 0;
};

}  // namespace trapline
