// The interval timer with port 61h and the speaker, which hold on to one another. Counter 0 is IRQ0.
#include "models/devices/sound/sound_source.h"
#include "models/devices/system/system_control_b.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/tick_sources.h"

namespace trapline {

namespace {

class pit final : public vmm::device_parts, public devices::sound_source {
 public:
  pit() {
    has("i8254", timer_, true);
    has("port_61", port_61_, true);
    interrupts_by(0, timer_.out(0), &ticks_);
    // IRQ0 is edge-triggered whatever ELCR says: a monitor's timer need not go off for OUT's falls.
    timer_.out(0).tell_falls_late();
  }
  void heard_by(const devices::sound_listeners& l) override { port_61_.connect(*l.speaker); }

 private:
  devices::i8254 timer_;
  devices::system_control_b port_61_{timer_};
  pit_ticks ticks_{timer_};
};

}  // namespace

device_kind pit_kind() {
  return {"pit", "8254 interval timer, with port 61h and the speaker", 15'560,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<pit>(); }};
}

}  // namespace trapline
