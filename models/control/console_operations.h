/// What somebody who sits at a virtual machine does: keys, the screen, its firmware's set-up, an interrupt.
#pragma once

#include <string>

#include "models/control/answer.h"

namespace trapline::control {

class console_operations {
 public:
  /// Typed at the machine's keyboard, for this VM. @throws wrong_command for a character without a key
  virtual void type(const std::string& vm, const std::string& text) = 0;
  /// Keys by name, "left_ctrl+c enter". @throws wrong_command
  virtual void press(const std::string& vm, const std::string& keys) = 0;
  virtual std::string screen(const std::string& vm) const = 0;
  /// As PNG. @throws wrong_command if the file cannot be written
  virtual void save_screen(const std::string& vm, const std::string& file) const = 0;
  /// What firmware finds in the CMOS memory: boot order, memory, date.
  virtual ordered_json firmware_setup(const std::string& vm) const = 0;
  /// @param item "order" | "memory" | "date". @throws wrong_command
  virtual void set_up_firmware(const std::string& vm, const std::string& item, const std::string& value) = 0;
  /// The interrupt line goes high until the guest takes it.
  virtual void interrupt(const std::string& vm, unsigned irq) = 0;

 protected:
  ~console_operations() = default;
};

}  // namespace trapline::control
