/// A wake-up by the SystemC kernel, entered in the machine's calendar of events.
#pragma once

#include <systemc>

#include "models/bus/event_calendar.h"
#include "models/bus/wakeup.h"

namespace trapline::bus {

class scheduled_wakeup final : public sc_core::sc_module, public wakeup {
 public:
  scheduled_wakeup(sc_core::sc_module_name, event_calendar&);

  void call_at(instant, sleeper&) override;

 private:
  void due();

  event_calendar& calendar_;
  event_calendar::slot slot_;
  sc_core::sc_event event_;
  sleeper* sleeper_ = nullptr;
  instant at_ = instant::never();
};

}  // namespace trapline::bus
