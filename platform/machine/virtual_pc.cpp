#include "platform/machine/virtual_pc.h"

#include <algorithm>

#include "platform/machine/result_parts.h"

namespace trapline {

namespace {

std::unique_ptr<rearming_medium> medium_for(devices::block_medium* disk) {
  return disk == nullptr ? nullptr : std::make_unique<rearming_medium>(*disk);
}

std::vector<vmm::virtual_machine::location> locations(vm_surroundings& around) {
  std::vector<vmm::virtual_machine::location> all;
  for (const vm_surroundings::location& l : around.places())
    all.push_back({std::string{name_of(l.at)}, l.timers});
  return all;
}

std::string_view name_of(injection_kind k) { return k == injection_kind::event ? "event" : "stack_tweak"; }

}  // namespace

virtual_pc::virtual_pc(loaded_guest& guest, const parts& p)
    : guest_{guest},
      watch_{p.measurement, guest.settings().name},
      machine_{guest.settings().name,
               guest.map_over(p.ram),
               p.measurement.statistics(),
               locations(p.around),
               std::string{name_of(guest.settings().injection)},
               p.cpu_clock,
               ending_of(guest.settings().guest),
               p.around.at_work()},
      disk_{medium_for(p.disk)},
      floppy_{medium_for(p.floppy)},
      devices_{{&watch_.serial, &watch_.serial2, &watch_.log, &watch_, disk_.get(), floppy_.get(), false,
                *this, rtc_start(guest.settings()), p.ram.size(), &guest.files()}},
      video_{devices_.vga},
      controller_{devices_.pic},
      guest_runs_as_{p.around.make_domain(machine_, guest.settings())},
      pic_log_{machine_.interrupts, machine_.at_work()} {
  watch_.follow(machine_.fate);
  machine_.controller = &controller_;
  machine_.stack_tweak = guest.settings().injection == injection_kind::stack_tweak;
  machine_.place_video(video_, host_of("vga"));
  machine_.time.use(vmm::tick_policy_named(guest.settings().tick_policy));
  machine_.reset_devices = [this](instant at) {
    machine_.time.restart();
    devices_.reset(at);
    power_on(at);
  };
  devices_.connect_a20([this](bool open) { core().set_a20(open); });
  devices_.connect_reset([this](instant) {
    if (machine_.fate.reset_asked()) machine_.reset_requested = true;
  });
  install_devices();
  connect_interrupts(p.around);
  power_on(instant{});
}

vmm::model_host& virtual_pc::host_of(std::string_view device) {
  const std::string_view name = name_of(place_of(device));
  return *std::find_if(machine_.hosts.begin(), machine_.hosts.end(),
                       [&](const vmm::model_host& h) { return h.place() == name; });
}

void virtual_pc::install_devices() {
  for (const pc::chip& c : devices_.chips()) {
    const bool guest_time = follows_guest_time(c.it);
    devices::device& hosted = guest_time ? machine_.time.in_guest_time(*c.it) : *c.it;
    bus::device_target& target = host_of(c.device).install(std::string{c.device}, c.name, hosted);
    if (guest_time) machine_.time.hosted_by(target);
    targets_.push_back(&target);
    if (c.it == &devices_.keyboard) keyboard_target_ = &target;
    if (c.it == &devices_.uart) uart_target_ = &target;
    if (disk_ && c.it == devices_.disk.get()) disk_->attach(target, machine_.transfers);
    if (floppy_ && c.it == &devices_.floppy) floppy_->attach(target, machine_.transfers);
    target.rearm();
  }
}

bool virtual_pc::follows_guest_time(const devices::device* chip) const {
  return machine_.time.can_stop() &&
         (chip == &devices_.pit || chip == &devices_.port_61 || chip == &devices_.rtc);
}

devices::line_sink& virtual_pc::tick_line_of(const ticking& what, const pc::interrupt_output& i,
                                             vm_surroundings& around) {
  const auto places = around.places();
  const auto at = std::ranges::find(places, place_of("pic"), &vm_surroundings::location::at);
  return machine_.time.add(i.irq, what.source, devices_.pic.irq(i.irq), at->timers.add(),
                           at == places.begin());
}

void virtual_pc::connect_interrupts(vm_surroundings& around) {
  devices_.pic.observe(&tick_observer_);
  for (const pc::interrupt_output& i : devices_.interrupts()) {
    machine_.interrupts.name_source(i.irq, std::string{i.device});
    const auto ticks = std::ranges::find(ticking_, i.device, &ticking::device);
    const bool is_ticking = ticks != ticking_.end();
    devices::line_sink& end = is_ticking ? tick_line_of(*ticks, i, around) : devices_.pic.irq(i.irq);
    devices::line_sink& from = around.across(place_of(i.device), place_of("pic"), end);
    i.line->connect(is_ticking && machine_.time.can_stop() ? machine_.time.by_the_wall_clock(from) : from);
  }
  devices_.pic.intr().connect(
      around.across(place_of("pic"), around.places().front().at, guest_runs_as_.interrupt_input));
}

void virtual_pc::power_on(instant at) {
  guest_.start(machine_.memory(), core());
  devices_.set_up_as_loaders_do(guest_.set_up(), at);
  for (bus::device_target* t : targets_) t->rearm();
}

void virtual_pc::send_rest() {
  if (turned_off(*machine_.fate.end())) devices_.send_rest();
}

void virtual_pc::take_attention(vmm::keyboard_driver& driver) {
  driver.focus(*this, has_near("keyboard"));
}

void virtual_pc::scan_code(std::uint8_t code, instant at) {
  if (const auto* by = machine_.at_work().steps())
    machine_.interrupts.announced(vmm::keyboard_driver::irq, *by);
  devices_.keyboard.raw_codes({&code, 1}, at);
  keyboard_target_->rearm();
}

void virtual_pc::received(std::uint8_t byte, instant at) {
  devices_.uart.receive(byte, at);
  uart_target_->rearm();
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
  core().memory_changed(address, data.size());
}

vm_result virtual_pc::result() {
  vm_result r = result_of(settings(), machine_.fate, watch_, guest_runs_as_.cpu);
  add_screen(devices_.vga.state(), r);
  return r;
}

}  // namespace trapline
