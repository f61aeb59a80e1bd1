/// The chips of one PC and the wires between them that no place can cut: a machine's physical devices,
/// or the device models of one virtual machine. Which of them stands where, and who carries the
/// interrupt lines, is for whoever owns it.
/// Element 13, 14, 15 (Fig. 1) together
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/ata_disk.h"
#include "models/devices/debug_port.h"
#include "models/devices/fw_cfg.h"
#include "models/devices/guest_control.h"
#include "models/devices/i8042.h"
#include "models/devices/i82077.h"
#include "models/devices/i8237_pair.h"
#include "models/devices/i8254.h"
#include "models/devices/i8259_pair.h"
#include "models/devices/mc146818.h"
#include "models/devices/ns16550.h"
#include "models/devices/post_port.h"
#include "models/devices/system_control_a.h"
#include "models/devices/system_control_b.h"
#include "models/devices/vga.h"
#include "platform/machine/line_function.h"

namespace trapline {

/// Files for the firmware, by the names that it looks for.
/// What a loader in the place of a BIOS does to the devices.
struct loader_set_up {
  bool instead_of_bios = false;  ///< A20 is open and the keyboard controller translates, as a BIOS leaves them
  bool text_screen = false;
  std::span<const std::byte> font{};  ///< for the text screen, 16 rows a character; may be empty
};

using firmware_files = std::map<std::string, std::span<const std::byte>>;

/// What a PC is connected to.
struct pc_surroundings {
  devices::text_sink* serial = nullptr;   ///< what the first UART sends
  devices::text_sink* serial2 = nullptr;
  devices::text_sink* log = nullptr;      ///< ports E9h and 402h; a physical machine has none
  devices::guest_control_client* control = nullptr;
  devices::block_medium* disk = nullptr;
  devices::block_medium* floppy = nullptr;  ///< the disk in drive A, of one of the known formats
  bool floppy_turns = true;               ///< the drive takes its time; off where the medium alone does
  devices::dma_memory& memory;            ///< what the DMA controllers reach
  devices::calendar_time start;           ///< the RTC's time at power-on
  std::uint64_t memory_bytes = 0;
  /// What fw_cfg hands out; without it there is no fw_cfg, as in any physical machine.
  const firmware_files* files = nullptr;
};

class pc {
 public:
  explicit pc(const pc_surroundings&);

  struct chip {
    std::string_view device;  ///< the device of the device table that it is (a part of)
    std::string name;
    devices::device* it;
  };
  const std::vector<chip>& chips() const { return chips_; }

  struct interrupt_output {
    std::string_view device;
    devices::output_line* line;
    unsigned irq;
  };
  const std::vector<interrupt_output>& interrupts() const { return interrupts_; }

  /// The A20 gate: open if the 8042 or port 92h opens it. Hears of the present state at once.
  void connect_a20(std::function<void(bool open)>);
  /// Either of the two resets that software can ask for.
  void connect_reset(std::function<void(instant)>);
  /// What a kernel finds that is loaded without a BIOS: the A20 gate open, scan codes translated to set 1, the screen
  /// in text mode.
  void set_up_as_loaders_do(const loader_set_up&, instant);
  /// What waits in the transmitters goes out.
  void send_rest();
  /// All chips' reset pins.
  void reset(instant);

  devices::i8254 pit;
  devices::system_control_b port_61{pit};
  devices::i8259_pair pic;
  devices::mc146818 rtc;
  devices::i8042 keyboard;
  devices::system_control_a port_92;
  devices::ns16550 uart;
  devices::ns16550 uart2;
  devices::i8237_pair dma;
  devices::i82077 floppy;
  devices::vga vga;
  devices::post_port post;
  std::unique_ptr<devices::debug_port> debug;
  std::unique_ptr<devices::guest_control> control;
  std::unique_ptr<devices::fw_cfg> fw_cfg;
  std::unique_ptr<devices::ata_disk> disk;

 private:
  void add(std::string_view device, std::string name, devices::device&);
  line_function& on(devices::output_line&, std::function<void(bool, instant)>);

  std::vector<chip> chips_;
  std::vector<interrupt_output> interrupts_;
  std::deque<line_function> joined_;
};

}  // namespace trapline
