/// What somebody who sits at a virtual machine does, carried out on the machine that runs.
#pragma once

#include <functional>
#include <vector>

#include "models/control/console_operations.h"
#include "platform/machine/operated_pc.h"
#include "platform/machine/typist.h"

namespace trapline {

/// The PCs that there are now.
using all_pcs = std::function<std::vector<operated_pc>()>;
/// @pre there is one of that name.
operated_pc pc_named(const all_pcs&, const std::string& name);

class live_consoles final : public control::console_operations {
 public:
  live_consoles(all_pcs pcs, typist& keyboard) : pcs_{std::move(pcs)}, keyboard_{keyboard} {}

  void type(const std::string& vm, const std::string& text) override;
  void press(const std::string& vm, const std::string& keys) override;
  std::string screen(const std::string& vm) const override;
  void save_screen(const std::string& vm, const std::string& file) const override;
  control::ordered_json firmware_setup(const std::string& vm) const override;
  void set_up_firmware(const std::string& vm, const std::string& item, const std::string& value) override;
  void interrupt(const std::string& vm, unsigned irq) override { pc_named(pcs_, vm).interrupt(irq); }

 private:
  void say(const std::string& vm, input_event);

  all_pcs pcs_;
  typist& keyboard_;
};

}  // namespace trapline
