#include "platform/machine/live_consoles.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "models/bus/time_bridge.h"
#include "models/control/firmware_setup.h"
#include "models/control/typed_keys.h"
#include "models/control/wrong_command.h"
#include "models/devices/timers/calendar_clock.h"
#include "models/devices/timers/cmos_memory.h"
#include "models/devices/video/display.h"
#include "platform/devices/cmos_setup.h"
#include "platform/recordings/png_file.h"
#include "sim/configuration/quantity.h"

namespace trapline {

namespace {

control::ordered_json order_in(const devices::cmos_memory& cmos) {
  control::ordered_json order = control::ordered_json::array();
  const unsigned nibbles = cmos.cmos(cmos_boot_order);
  for (const unsigned which : {nibbles & 0xf, nibbles >> 4})
    if (which == 1 || which == 2) order.push_back(control::name_of(static_cast<control::boot_device>(which)));
  return order;
}

std::string date_in(devices::calendar_clock& clock, instant now) {
  const devices::calendar_time t = clock.time(now);
  char text[32];
  std::snprintf(text, sizeof text, "%04u-%02u-%02u %02u:%02u:%02u", t.year, t.month, t.day, t.hour, t.minute,
                t.second);
  return text;
}

}  // namespace

operated_pc pc_named(const all_pcs& pcs, const std::string& name) {
  const std::vector<operated_pc> all = pcs();
  return *std::ranges::find(all, name, &operated_pc::name);
}

void live_consoles::say(const std::string& vm, input_event what) {
  what.at = bus::kernel_now() - instant{};
  keyboard_.add({std::move(what)}, pc_named(pcs_, vm).attention);
  keyboard_.start();
}

void live_consoles::type(const std::string& vm, const std::string& text) {
  say(vm, {.at = {}, .text = text, .keys = {}, .codes = {}});
}

void live_consoles::press(const std::string& vm, const std::string& keys) {
  say(vm, {.at = {}, .text = {}, .keys = control::chords_of(keys), .codes = {}});
}

std::string live_consoles::screen(const std::string& vm) const {
  return pc_named(pcs_, vm).devices.role<devices::display>().first->shown_text();
}

void live_consoles::save_screen(const std::string& vm, const std::string& file) const {
  const picture shown =
      pc_named(pcs_, vm).devices.role<devices::display>().first->shown_picture(bus::kernel_now());
  std::ofstream to{file, std::ios::binary};
  to << png_of(shown) << std::flush;
  if (!to)
    throw control::wrong_command{"\"" + file + "\" cannot be written", "a file in a folder that there is"};
}

control::ordered_json live_consoles::firmware_setup(const std::string& vm) const {
  const operated_pc pc = pc_named(pcs_, vm);
  const devices::cmos_memory& cmos = *pc.devices.role<devices::cmos_memory>().first;
  return {{"order", order_in(cmos)},
          {"memory", size_text(memory_in_cmos(cmos))},
          {"date", date_in(*pc.devices.role<devices::calendar_clock>().first, pc.time())}};
}

void live_consoles::set_up_firmware(const std::string& vm, const std::string& item,
                                    const std::string& value) {
  const operated_pc pc = pc_named(pcs_, vm);
  const auto [cmos, model] = pc.devices.role<devices::cmos_memory>();
  if (item == "order") {
    unsigned nibbles = 0, place = 0;
    for (const control::boot_device d : control::boot_order_of(value))
      nibbles |= static_cast<unsigned>(d) << 4 * place++;
    cmos->set_cmos(cmos_boot_order, static_cast<std::uint8_t>(nibbles));
  } else if (item == "memory") {
    const std::uint64_t bytes = control::memory_of(value);
    if (bytes > pc.guest.settings().memory_bytes)
      throw control::wrong_command{"VM \"" + vm + "\" has not so much memory",
                                   size_text(pc.guest.settings().memory_bytes) + " is the most"};
    set_memory_in_cmos(*cmos, bytes);
  } else {
    pc.devices.role<devices::calendar_clock>().first->set_time(control::date_of(value), pc.time());
  }
  cmos->update_checksum();
  model->rearm();
}

}  // namespace trapline
