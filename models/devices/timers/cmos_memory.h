/// The configuration that firmware keeps while a PC is off, whichever chip has it.
#pragma once

#include <cstdint>

namespace trapline::devices {

class cmos_memory {
 public:
  /// A byte of configuration as the setup program would have left it.
  /// @pre index from 0Eh to 7Fh
  virtual void set_cmos(unsigned index, std::uint8_t value) = 0;
  virtual std::uint8_t cmos(unsigned index) const = 0;
  /// Makes 2Eh and 2Fh the sum of bytes 10h to 2Dh, as firmware checks it.
  virtual void update_checksum() = 0;

 protected:
  ~cmos_memory() = default;
};

}  // namespace trapline::devices
