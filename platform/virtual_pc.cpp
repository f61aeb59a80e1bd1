#include "platform/virtual_pc.h"

#include <algorithm>

#include "platform/result_parts.h"

namespace trapline {

namespace {

std::unique_ptr<rearming_medium> medium_for(devices::block_medium* disk) {
  return disk == nullptr ? nullptr : std::make_unique<rearming_medium>(*disk);
}

std::string_view name_of(injection_kind k) { return k == injection_kind::event ? "event" : "stack_tweak"; }

}  // namespace

virtual_pc::virtual_pc(loaded_guest& guest, const parts& p)
    : guest_{guest},
      watch_{p.measurement},
      machine_{guest.settings().name,
               guest.map_over(p.ram),
               p.measurement.statistics(),
               {std::string{name_of(place::hypervisor)}, p.hypervisor.timers()},
               {std::string{name_of(place::service_os)}, p.hypervisor.service().timers()},
               std::string{name_of(guest.settings().injection)},
               p.cpu_clock,
               ending_of(guest.settings().guest)},
      disk_{medium_for(p.disk)},
      devices_{{&watch_.serial, &watch_.serial2, &watch_.log, &watch_, disk_.get(), *this,
                rtc_start(guest.settings()), p.ram.size(), &guest.files()}},
      video_{devices_.vga},
      controller_{devices_.pic},
      domain_{p.hypervisor, machine_, p.costs, p.packet},
      pic_log_{machine_.interrupts, machine_.delivering} {
  watch_.follow(machine_.fate);
  machine_.controller = &controller_;
  machine_.stack_tweak = guest.settings().injection == injection_kind::stack_tweak;
  machine_.video = &video_;
  machine_.video_is_near = is_near("vga");
  machine_.reset_devices = [this](instant at) {
    devices_.reset(at);
    power_on(at);
  };
  devices_.connect_a20([this](bool open) { domain_.cpu().core().set_a20(open); });
  devices_.connect_reset([this](instant) {
    if (machine_.fate.reset_asked()) machine_.reset_requested = true;
  });
  install_devices();
  connect_interrupts(p.hypervisor.service());
  power_on(instant{});
}

bool virtual_pc::is_near(std::string_view device) const {
  return settings().places.at(std::string{device}) == place::hypervisor;
}

void virtual_pc::install_devices() {
  for (const pc::chip& c : devices_.chips()) {
    vmm::model_host& host = is_near(c.device) ? machine_.near : machine_.far;
    bus::device_target& target = host.install(std::string{c.device}, c.name, *c.it);
    targets_.push_back(&target);
    if (c.it == &devices_.keyboard) keyboard_target_ = &target;
    if (disk_ && c.it == devices_.disk.get()) disk_->attach(target);
    target.rearm();
  }
}

devices::line_sink& virtual_pc::across(hybrid::service_os& os, bool from_near, bool to_near,
                                       devices::line_sink& to) {
  if (from_near == to_near) return to;
  if (from_near) return to_service_os_.emplace_back(os, to);
  return to_hypervisor_.emplace_back(os, to);
}

void virtual_pc::connect_interrupts(hybrid::service_os& os) {
  const bool pic_is_near = is_near("pic");
  devices_.pic.observe(&pic_log_);
  for (const pc::interrupt_output& i : devices_.interrupts()) {
    machine_.interrupts.name_source(i.irq, std::string{i.device});
    i.line->connect(across(os, is_near(i.device), pic_is_near, devices_.pic.irq(i.irq)));
  }
  devices_.pic.intr().connect(across(os, pic_is_near, true, domain_.interrupt_input()));
}

void virtual_pc::power_on(instant at) {
  guest_.start(machine_.memory(), domain_.cpu().core());
  if (guest_.a20_open()) devices_.port_92.write(0, 1, 2, at);
  for (bus::device_target* t : targets_) t->rearm();
}

void virtual_pc::take_attention(hybrid::keyboard_driver& driver) { driver.focus(*this, is_near("keyboard")); }

void virtual_pc::scan_code(std::uint8_t code, instant at) {
  devices_.keyboard.raw_codes({&code, 1}, at);
  keyboard_target_->rearm();
}

void virtual_pc::read(std::uint32_t address, std::span<std::byte> data) {
  const auto ram = machine_.memory().ram();
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = address + i < ram.size() ? ram[address + i] : std::byte{0xff};
}

void virtual_pc::write(std::uint32_t address, std::span<const std::byte> data) {
  const auto ram = machine_.memory().ram();
  for (std::size_t i = 0; i < data.size(); ++i)
    if (address + i < ram.size()) ram[address + i] = data[i];
  domain_.cpu().core().memory_changed(address, data.size());
}

vm_result virtual_pc::result() {
  vm_result r = result_of(settings(), machine_.fate, watch_, domain_.cpu().core());
  r.screen_text = devices::screen_text(devices_.vga.state());
  return r;
}

}  // namespace trapline
