/// The devices of a virtual machine, or of the machine itself: device models, the bus that software
/// reaches them by, the wires between them. Models are added before the machine runs and put elsewhere
/// while it does.
/// Element 13, 14, 15 (Fig. 1) together
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "models/devices/interrupts/interrupt_controller.h"
#include "models/vmm/board/device_model.h"
#include "models/vmm/injection/interrupt_wire.h"

namespace trapline::vmm {

class virtual_time;

class board {
 public:
  /// @param owner whose it is, as results name it.
  /// @param path what results call the path to any of it; empty for the name of the model's place.
  /// @param statistics null if nobody counts accesses.
  /// @param time the virtual machine's own; null for a machine.
  board(std::string owner, std::string path, run_statistics* statistics, virtual_time* time = nullptr);

  /// @throws std::invalid_argument if one of its addresses is taken, naming both parties.
  device_model& add(std::string device, std::unique_ptr<device_parts>, model_host&);
  /// Joins the wires between the models and connects the interrupt lines, once all models are there.
  /// @param processor its interrupt input; in `near`, the monitor's kernel component.
  /// @param carrier null if there is one place only.
  void connect(devices::line_sink& processor, place near, line_carrier* carrier);
  /// Has every change of an interrupt line told, at its beginning, by the line's name ("irq0 pit"); before
  /// connect().
  void hear(std::function<void(std::string_view signal, bool high, instant)> heard) {
    heard_ = std::move(heard);
  }
  /// Calls `changed` when an output of this name changes, and for each at once.
  /// @param changed hears the level of that output and whether any of the name is high.
  void listen(std::string_view wire, std::function<void(bool high, bool any, instant)> changed);

  /// Gives every input of this name that level.
  void drive(std::string_view wire, bool high, instant at);

  bus::device_bus& bus() { return bus_; }
  std::deque<device_model>& models() { return models_; }
  const std::deque<device_model>& models() const { return models_; }
  /// The model that answers at an address; null for none.
  device_model* at(bus::address_space space, std::uint64_t address) {
    bus::endpoint* chip = bus_.at(space, address);
    return chip == nullptr ? nullptr : &static_cast<model_chip*>(chip)->model();
  }
  /// Null if there is no such device.
  device_model* find(std::string_view device);
  /// The first device that plays a role, with its model, which has to rearm() after it was changed through
  /// this; nulls if none does.
  template <typename Role>
  std::pair<Role*, device_model*> role() {
    for (device_model& m : models_) {
      if (auto* r = dynamic_cast<Role*>(&m.parts())) return {r, &m};
      for (const device_parts::chip& c : m.parts().chips())
        if (auto* r = dynamic_cast<Role*>(c.it)) return {r, &m};
    }
    return {};
  }
  /// Calls for every device that plays a role, with its model.
  template <typename Role, typename Each>
  void each_role(const Each& each) {
    for (device_model& m : models_) {
      if (auto* r = dynamic_cast<Role*>(&m.parts())) each(*r, m);
      for (const device_parts::chip& c : m.parts().chips())
        if (auto* r = dynamic_cast<Role*>(c.it)) each(*r, m);
    }
  }
  /// The model that hears this wire; null if none does.
  device_model* listener(std::string_view wire);
  /// The model whose controller moves sectors to and from this medium; null if none does.
  device_model* user_of(const devices::block_medium&);
  /// The processor's own interrupt controller; null if it has none. @pre connect()
  devices::local_interrupt_controller* local_controller() { return local_; }
  /// What the processor takes its interrupts from. @pre connect()
  devices::interrupt_controller& controller() {
    return local_ != nullptr ? static_cast<devices::interrupt_controller&>(*local_) : *controller_;
  }

  /// From this instant on the model serves from that place: its timers, its interrupt lines, and those
  /// that end at it. Software sees nothing of it but time.
  void move(device_model&, model_host& to, instant now);

  /// Everything's reset pin.
  void reset(instant);
  /// The power goes: until the next reset nothing happens by itself.
  void power_off();
  /// After power-on or a reset, before the machine's software starts.
  void set_up(const boot_setting&, instant);
  /// The machine turns itself off: what waits in transmitters goes out.
  void send_rest();

 private:
  /// The input end of a wire that the board listens to.
  class ear final : public devices::line_sink {
   public:
    explicit ear(std::function<void(bool, instant)> f) : f_{std::move(f)} {}
    void set_level(bool high, instant at) override { f_(high, at); }

   private:
    std::function<void(bool, instant)> f_;
  };

  /// Channels of the DMA controllers, to the devices that move their bytes by them.
  void connect_dma();
  devices::line_sink& end_of(const device_parts::interrupt&);
  std::pair<devices::interrupt_controller*, device_model*> external_controller();

  std::string owner_;
  std::string path_;
  run_statistics* statistics_;
  virtual_time* time_;
  bus::device_bus bus_;
  std::deque<device_model> models_;
  devices::interrupt_controller* controller_ = nullptr;
  device_model* controller_model_ = nullptr;
  std::deque<interrupt_wire> wires_;                      ///< to the interrupt controller
  devices::local_interrupt_controller* local_ = nullptr;  ///< null if the processor has none
  device_model* local_model_ = nullptr;
  std::unique_ptr<interrupt_wire> local_wire_;  ///< from the interrupt controller to the local one
  std::unique_ptr<interrupt_wire> processor_wire_;
  place processor_is_in_ = place::physical;
  std::deque<ear> ears_;
  std::function<void(std::string_view signal, bool high, instant)> heard_;
};

}  // namespace trapline::vmm
