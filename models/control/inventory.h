/// What there is: virtual machines, device models, the machine's own devices, and what has been measured so
/// far. Rows for people and programs.
#pragma once

#include <cstdint>
#include <string>

#include "models/control/answer.h"

namespace trapline::control {

enum class medium : std::uint8_t { disk, floppy };

class inventory {
 public:
  /// A row a virtual machine: what it is and how it is.
  virtual ordered_json vms() const = 0;
  /// A row a device: of a virtual machine where its model is, how often it was asked there.
  virtual ordered_json devices(const std::string& vm) const = 0;
  /// The same of the machine's own devices.
  virtual ordered_json physical_devices() const = 0;
  /// The images in that drive of each VM; a VM without a disk has no drive for one.
  virtual ordered_json media(medium) const = 0;
  /// A row a path of accesses of the VM so far.
  virtual ordered_json paths(const std::string& vm) const = 0;
  /// The whole results so far, as a run's end would write them.
  virtual std::string whole_results() const = 0;
  /// The steps of every path of this monitor, for people.
  virtual std::string steps() const = 0;

 protected:
  ~inventory() = default;
};

}  // namespace trapline::control
