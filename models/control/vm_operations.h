/// Virtual machines that come, stand still and go while others run.
#pragma once

#include <string>
#include <vector>

namespace trapline::control {

class vm_operations {
 public:
  /// A new virtual machine, switched on. @param settings "KEY=VALUE", keys as behind `vm.NAME.`; `like=VM` is
  /// where the others come from. @throws wrong_command if its files are wrong or the machine has no room
  virtual void create(const std::string& vm, const std::vector<std::string>& settings) = 0;
  /// It ends, and its memory is free again.
  virtual void destroy(const std::string& vm) = 0;
  /// It gets no processor until it goes on; its devices live.
  virtual void pause(const std::string& vm) = 0;
  virtual void go_on(const std::string& vm) = 0;
  /// Its reset pin.
  virtual void reset(const std::string& vm) = 0;
  virtual void power_off(const std::string& vm) = 0;
  /// From power-on, with empty memory.
  virtual void power_on(const std::string& vm) = 0;
  /// Into the disk or floppy drive. @throws wrong_command if it is no such image, or does not fit
  virtual void change_disk(const std::string& vm, const std::string& file) = 0;
  virtual void insert_floppy(const std::string& vm, const std::string& file) = 0;
  virtual void eject_floppy(const std::string& vm) = 0;

 protected:
  ~vm_operations() = default;
};

}  // namespace trapline::control
