/// A drive whose disk can be changed while the machine runs.
#pragma once

#include "models/devices/storage/block_medium.h"
#include "sim/time.h"

namespace trapline::devices {

class removable_drive {
 public:
  /// Whether a disk of that size is of a format that goes into the drive.
  virtual bool takes(std::uint64_t sectors) const = 0;
  /// @pre takes() it. @param disk outlives its stay
  virtual void insert(block_medium& disk, instant now) = 0;
  virtual void eject(instant now) = 0;

 protected:
  ~removable_drive() = default;
};

}  // namespace trapline::devices
