/// Standard output, watched: what could not be written there is known, and why.
#pragma once

#include <streambuf>
#include <string>

namespace trapline {

/// What std::cout writes through while this lives. Descriptors 0 to 2 that nobody opened are made to fail when
/// used, so that no file of ours gets their numbers; and a reader that goes away is an error, not a signal.
class standard_output final : private std::streambuf {
 public:
  standard_output();
  ~standard_output() override;
  standard_output(const standard_output&) = delete;
  standard_output& operator=(const standard_output&) = delete;

  /// Writes what is left. @return why not everything could be written; empty if it was.
  std::string finish();

 private:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize n) override;
  int sync() override;

  std::streambuf* before_;
  std::string waiting_;
  int error_ = 0;
};

}  // namespace trapline
