/// A file that the user asked for: opened before anything starts, complete or not there at all.
#pragma once

#include <filesystem>
#include <string>

namespace trapline {

class output_file {
 public:
  /// Opens it beside `path`, or at once where that is no regular file; "-" is standard output.
  /// @throws config_error naming `option` if it cannot be written or is a folder.
  output_file(const std::string& option, const std::string& path);
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  /// What was not finished is taken away.
  ~output_file();

  bool is_standard_output() const { return path_ == "-"; }
  /// Writes a part of it. @throws output_error if the disk is full or the like.
  void write(const std::string& part);
  /// All of it is written: puts it in its place. @throws output_error
  void finish();

 private:
  void check(int error) const;

  std::filesystem::path path_;
  std::string aside_;  ///< where it is while it is being written; empty if at its place
  int file_ = -1;
};

}  // namespace trapline
