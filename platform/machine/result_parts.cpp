#include "platform/machine/result_parts.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "models/bus/time_bridge.h"
#include "models/devices/network/ethernet.h"
#include "models/devices/video/display.h"
#include "sim/sha256.h"

namespace trapline {

namespace {

/// Where a guest stood, for the report of one that did not end well.
std::string registers_of(const engine::x86_core& core) {
  const engine::register_file r = core.registers();
  char text[256];
  std::snprintf(text, sizeof text,
                "cs:rip %04x:%" PRIx64 " rflags %" PRIx64 " rax %" PRIx64 " rbx %" PRIx64 " rcx %" PRIx64
                " rdx %" PRIx64 " rsp %" PRIx64 " cr0 %" PRIx64 " cr2 %" PRIx64 " cr3 %" PRIx64,
                r.segment[1].selector, r.rip, r.rflags, r.gpr[0], r.gpr[3], r.gpr[1], r.gpr[2], r.gpr[4],
                r.cr0, r.cr2, r.cr3);
  return text;
}

/// "; last ports: out 80h 1Fh, in 64h 1Ch 512 times"
std::string last_ports_of(const processor::port_trail& trail) {
  std::string all;
  for (const processor::port_access& a : trail.last()) {
    char text[64];
    std::snprintf(text, sizeof text, "%s %s %Xh %0*Xh", all.empty() ? "; last ports:" : ",",
                  a.is_read ? "in" : "out", unsigned{a.port}, 2 * a.width, a.value);
    all += text;
    if (a.times > 1) all += " " + std::to_string(a.times) + " times";
  }
  return all;
}

/// "; last exceptions: 13 at 0008:1000, ..."
std::string last_exceptions_of(const engine::x86_core& core) {
  std::string all;
  for (const engine::delivered_exception& e : core.last_exceptions()) {
    char text[64];
    std::snprintf(text, sizeof text, "%s %u at %04x:%" PRIx64, all.empty() ? "; last exceptions:" : ",",
                  unsigned{e.vector}, unsigned{e.cs}, e.rip);
    all += text;
  }
  return all;
}

}  // namespace

std::string standing_of(const processor::virtual_cpu& cpu) {
  return registers_of(cpu.core()) + last_exceptions_of(cpu.core()) + last_ports_of(cpu.ports());
}

vm_result result_of(const vm_settings& vm, const vmm::guest_fate& fate, const guest_watch& watch,
                    const processor::virtual_cpu& cpu) {
  vm_result r;
  r.name = vm.name;
  r.guest = vm.guest.name;
  for (const auto& [device, where] : vm.places) r.placement.emplace_back(device, name_of(where));
  r.instructions = cpu.core().instructions();
  for (const engine::memory_level_counts& m : cpu.core().memory_counts())
    r.memory.push_back({std::string{m.level}, m.hits, m.misses});
  if (const auto& end = fate.end()) {
    r.end_reason = end->reason;
    r.end_code = end->code;
    r.ended_well = end->well;
  }
  if (!r.ended_well && r.end_reason != "not_started") r.end_detail = standing_of(cpu);
  r.serial_text = watch.serial.text();
  r.log_text = watch.log.text();
  r.serial_sha256 = sha256(r.serial_text);
  return r;
}

void add_cards(vmm::board& board, vm_result& vm) {
  if (const devices::ethernet_card* card = board.role<devices::ethernet_card>().first) {
    const devices::ethernet_counters& c = card->counters();
    vm.network = {c.sent, c.received, c.missed, 0};
  }
  if (const devices::sound_player* player = board.role<devices::sound_player>().first) {
    const devices::sound_counters& c = player->counters();
    vm.sound = {c.samples, c.starved, c.late};
  }
}

void let_hear(vmm::board& board, const devices::sound_listeners* listeners) {
  if (listeners == nullptr) return;
  board.each_role<devices::sound_source>(
      [&](devices::sound_source& source, vmm::device_model&) { source.heard_by(*listeners); });
  board.each_role<devices::speaker_source>(
      [&](devices::speaker_source& source, vmm::device_model&) { source.heard_by(*listeners->speaker); });
}

void add_screen(vmm::board& devices, vm_result& vm) {
  const devices::display* display = devices.role<devices::display>().first;
  vm.screen_text = display->shown_text();
  vm.screen = display->shown_picture(bus::kernel_now());
}

namespace {

instant farthest(const computing_system& machine) {
  instant end = bus::kernel_now();
  for (const processor::physical_processor& p : machine.processors) end = std::max(end, p.now());
  return end;
}

}  // namespace

void add_processors(computing_system& machine, results& r) {
  const instant end = farthest(machine);
  for (processor::physical_processor& p : machine.processors) p.idle_to_the_end(end);
  add_processors_so_far(machine, r);
  r.time_ns = end.nanoseconds();
}

void add_processors_so_far(const computing_system& machine, results& r) {
  using processor::account;
  r.time_ns = farthest(machine).nanoseconds();
  for (const processor::physical_processor& p : machine.processors) {
    processor_result u;
    u.name = p.basename();
    u.guest = p.spent(account::guest).count();
    u.monitor = p.spent(account::monitor).count();
    u.service_os = p.spent(account::service_os).count();
    u.idle = p.spent(account::idle).count();
    u.total = p.now_cycles().count();
    r.processors.push_back(u);
  }
}

devices::calendar_time rtc_start(const calendar_time& t) {
  return {t.year, t.month, t.day, t.hour, t.minute, t.second};
}

}  // namespace trapline
