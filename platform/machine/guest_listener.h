/// Whoever follows what guests write while they run.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trapline {

enum class guest_text : std::uint8_t {
  serial,  ///< the first serial line
  log      ///< ports E9h and 402h
};

class guest_listener {
 public:
  /// Everything has been read and put together; from here on something can be written.
  virtual void run_begins() = 0;
  /// The VM, counted from 0, has written it.
  virtual void wrote(std::size_t vm, guest_text, char) = 0;
  /// Called a few times a simulated second.
  virtual void keep_up() = 0;

 protected:
  ~guest_listener() = default;
};

}  // namespace trapline
