/// The machine's own firmware, read from its file, and what it says: made before the machine, whose
/// firmware hub holds it and whose devices it speaks to.
#pragma once

#include "models/devices/system/guest_control.h"
#include "models/vmm/machines/guest_fate.h"
#include "platform/devices/surroundings.h"
#include "platform/machine/boot_track.h"
#include "platform/machine/captured_text.h"
#include "platform/machine/loaded_guest.h"

namespace trapline {

class machine_firmware final : private devices::guest_control_client {
 public:
  /// @throws loaders::load_error
  explicit machine_firmware(const vm_settings& s);

  loaded_guest& image() { return image_; }
  /// In front of all else on the machine's disk.
  boot_track& disk() { return disk_; }
  /// What a machine with this firmware has besides its own devices, as a native machine does: consoles for what the
  /// firmware says, and how firmware for virtual machines learns what it is in.
  void join(surroundings&);
  /// It has handed over: the consoles are those of who was there before join(), and so is the disk.
  void leave();

  const captured_text& serial() const { return serial_.heard; }
  const captured_text& log() const { return log_.heard; }
  /// Ends when the firmware can no longer hand over.
  vmm::guest_fate fate;

 private:
  /// One after the other at the end of a line.
  struct passed_line final : devices::text_sink {
    void put(char c) override {
      if (!is_passed)
        heard.put(c);
      else if (next != nullptr)
        next->put(c);
    }
    captured_text heard;
    devices::text_sink* next = nullptr;
    bool is_passed = false;
  };

  void guest_exit(std::uint32_t code, instant) override;
  void region_begins(instant) override;
  void region_ends(instant) override;
  /// Who is told by the guest that comes after; null for none.
  devices::guest_control_client* guest() const { return serial_.is_passed ? control_ : nullptr; }

  loaded_guest image_;
  boot_track disk_;
  passed_line serial_, log_;
  devices::guest_control_client* control_ = nullptr;
};

}  // namespace trapline
