// The clock, with what a set-up program would have left in its CMOS memory.
#include "models/devices/timers/mc146818.h"
#include "platform/devices/cmos_setup.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/tick_sources.h"

namespace trapline {

namespace {

class rtc final : public vmm::device_parts {
 public:
  explicit rtc(const surroundings& s) : clock_{s.start} {
    has("mc146818", clock_, true);
    interrupts_by(8, clock_.irq(), &ticks_);
    hears("security_lock", clock_.security_lock());
    set_up_cmos(clock_, {.memory_bytes = s.memory_bytes,
                         .has_disk = s.disk != nullptr,
                         .floppies = {drive_type_for(s.floppy), floppy_drive::none}});
  }

 private:
  devices::mc146818 clock_;
  rtc_ticks ticks_{clock_};
};

}  // namespace

device_kind rtc_kind() {
  return {
      "rtc", "MC146818 clock and CMOS memory", 13'916,
      [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<rtc>(s); }};
}

}  // namespace trapline
