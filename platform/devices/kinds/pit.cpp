// The interval timer with port 61h and the speaker, which hold on to one another. Counter 0 is IRQ0.
#include "models/devices/sound/speaker.h"
#include "models/devices/system/system_control_b.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/tick_sources.h"

namespace trapline {

namespace {

class pit final : public vmm::device_parts, public devices::speaker_source {
 public:
  pit() {
    has("i8254", timer_, true);
    has("port_61", port_61_, true);
    interrupts_by(0, timer_.out(0), &ticks_);
    // IRQ0 is edge-triggered whatever ELCR says: a monitor's timer need not go off for OUT's falls.
    timer_.out(0).tell_falls_late();
  }

  void heard_by(devices::speaker_listener& l) override {
    port_61_.connect(l);
    listener_ = &l;
  }
  devices::speaker_listener* listener() const override { return listener_; }

 private:
  devices::i8254 timer_;
  devices::system_control_b port_61_{timer_};
  pit_ticks ticks_{timer_};
  devices::speaker_listener* listener_ = nullptr;
};

}  // namespace

device_kind pit_kind() {
  return {"pit", "8254 interval timer, with port 61h and the speaker", 15'560,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<pit>(); }};
}

}  // namespace trapline
