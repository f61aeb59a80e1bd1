/// What is wrong with an image file, before anything was started.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace trapline::devices {

/// `what()` is the whole message: the file, what is wrong with it, what would be right.
class image_error : public std::runtime_error {
 public:
  image_error(std::string path, const std::string& wrong, const std::string& right)
      : std::runtime_error(path + ": " + wrong + "; " + right), path_{std::move(path)} {}
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace trapline::devices
