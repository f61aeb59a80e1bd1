/// What a device consists of, wherever it is: its chips, and the lines that leave them. What role it plays
/// for the rest of its machine (keyboard_port, serial_port, ...) say further base classes of its parts or
/// of its chips. A device's kind makes one; what it makes knows no place.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "models/devices/device.h"
#include "models/devices/line.h"
#include "models/devices/storage/block_medium.h"
#include "models/vmm/virtual_time/tick_source.h"

namespace trapline::devices {
class dma_channel;
class text_sink;
}  // namespace trapline::devices

namespace trapline::vmm {

/// What a loader in the place of a BIOS does to the devices.
struct boot_setting {
  bool instead_of_bios =
      false;  ///< A20 is open and the keyboard controller translates, as a BIOS leaves them
  bool text_screen = false;
  std::span<const std::byte> font{};  ///< for the text screen, 16 rows a character; may be empty
};

class device_parts {
 public:
  struct chip {
    std::string name;
    devices::device* it;
    bool shows_time;  ///< it counts or shows time, so that it follows the virtual machine's own
  };
  struct interrupt {
    unsigned irq;
    devices::output_line* line;
    tick_source* ticks;  ///< null if it does not tick
    bool by_choice;      ///< software chooses it among several, so that another device may have it instead
  };
  struct output {
    std::string wire;
    devices::output_line* line;
  };
  struct input {
    std::string wire;
    devices::line_sink* sink;
  };

  /// A channel of the DMA controllers, which another device moves its bytes by.
  struct dma_supply {
    unsigned number;
    devices::dma_channel* channel;
  };
  struct dma_demand {
    unsigned number;
    std::function<void(devices::dma_channel&)> connect;
  };

  device_parts() = default;
  device_parts(const device_parts&) = delete;
  device_parts& operator=(const device_parts&) = delete;
  virtual ~device_parts() = default;

  const std::vector<chip>& chips() const { return chips_; }
  const std::vector<interrupt>& interrupts() const { return interrupts_; }
  /// Wires to the rest of the board, by name: outputs reach every input of the same name.
  const std::vector<output>& outputs() const { return outputs_; }
  const std::vector<input>& inputs() const { return inputs_; }
  const std::vector<dma_supply>& dma_supplies() const { return dma_supplies_; }
  const std::vector<dma_demand>& dma_demands() const { return dma_demands_; }

  /// What its controllers move sectors to and from.
  const std::vector<const devices::block_medium*>& media() const { return media_; }

  /// Where its characters go, one for each way out; null where nobody is at the other end.
  const std::vector<devices::text_sink*>& texts() const { return texts_; }

  /// What of it the interface of images does not carry, so that no file can be its model; empty: nothing.
  const std::string& beyond_images() const { return beyond_images_; }

  /// After a reset of the machine and before its software starts.
  virtual void set_up(const boot_setting&, instant) {}
  /// The machine turns itself off: what waits in transmitters goes out.
  virtual void send_rest() {}

  /// Whoever hosts the chips is told so when they were changed other than by an access.
  std::function<void()> on_change;

 protected:
  void has(std::string name, devices::device& it, bool shows_time = false) {
    chips_.push_back({std::move(name), &it, shows_time});
  }
  void interrupts_by(unsigned irq, devices::output_line& line, tick_source* ticks = nullptr) {
    interrupts_.push_back({irq, &line, ticks, false});
  }
  /// One of several lines, of which software chooses one.
  void may_interrupt_by(unsigned irq, devices::output_line& line) {
    interrupts_.push_back({irq, &line, nullptr, true});
  }
  void supplies_dma(unsigned number, devices::dma_channel& c) { dma_supplies_.push_back({number, &c}); }
  void moves_by_dma(unsigned number, std::function<void(devices::dma_channel&)> connect) {
    dma_demands_.push_back({number, std::move(connect)});
  }
  void drives(std::string wire, devices::output_line& line) { outputs_.push_back({std::move(wire), &line}); }
  void hears(std::string wire, devices::line_sink& sink) { inputs_.push_back({std::move(wire), &sink}); }
  void stands_on(const devices::block_medium& m) { media_.push_back(&m); }
  void sends_text_to(devices::text_sink* s) { texts_.push_back(s); }
  void goes_beyond_images(std::string by) { beyond_images_ = std::move(by); }
  void changed() {
    if (on_change) on_change();
  }

 private:
  std::vector<chip> chips_;
  std::vector<interrupt> interrupts_;
  std::vector<output> outputs_;
  std::vector<input> inputs_;
  std::vector<dma_supply> dma_supplies_;
  std::vector<dma_demand> dma_demands_;
  std::vector<const devices::block_medium*> media_;
  std::vector<devices::text_sink*> texts_;
  std::string beyond_images_;
};

}  // namespace trapline::vmm
