/// Device models' images, and what the monitor decides about them by itself (figure 4).
#pragma once

#include <cstdint>

#include "models/control/answer.h"

namespace trapline::control {

class image_operations {
 public:
  /// A row a device model: whose, of what, how large its image is, where the model is.
  virtual ordered_json images() const = 0;
  /// Whether the monitor installs by itself what is used often.
  virtual bool automatic() const = 0;
  virtual void decide(bool automatic) = 0;
  /// Bytes of the monitor's memory that images may have, and those that they have.
  virtual std::uint64_t budget() const = 0;
  virtual std::uint64_t used() const = 0;
  virtual void set_budget(std::uint64_t bytes) = 0;

 protected:
  ~image_operations() = default;
};

}  // namespace trapline::control
