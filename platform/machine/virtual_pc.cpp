#include "platform/machine/virtual_pc.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "models/bus/pc_address_map.h"
#include "models/bus/time_bridge.h"
#include "models/devices/network/ethernet.h"
#include "models/devices/storage/removable_drive.h"
#include "platform/devices/device_kind.h"
#include "platform/loaders/text.h"
#include "platform/machine/processor_wires.h"
#include "platform/machine/result_parts.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

std::string_view injection_name(injection_kind k) {
  return k == injection_kind::event ? "event" : "stack_tweak";
}

/// A device may have memory where adapters have theirs, from A0000h to 1 MiB, and behind the RAM.
/// @throws std::invalid_argument
void refuse_memory_in(std::span<const std::byte> ram, const vmm::device_parts& parts) {
  for (const vmm::device_parts::chip& chip : parts.chips())
    for (const devices::memory_window& w : chip.it->memory()) {
      const bool adapters = w.first >= bus::video_memory_base && w.first + w.bytes <= bus::one_mebibyte;
      if (!adapters && w.first < ram.size())
        throw std::invalid_argument{"it claims memory at " + loaders::hex(w.first) +
                                    ", which is the virtual machine's own"};
    }
}

}  // namespace

virtual_pc::virtual_pc(loaded_guest& guest, const parts& p)
    : room_{p.measurement.room()},
      guest_{guest},
      watch_{p.measurement, guest.settings().name},
      tick_policy_{guest.settings().tick_policy},
      machine_{guest.settings().name,
               guest.map_over(p.ram),
               p.measurement.room(),
               p.around.places(),
               std::string{injection_name(guest.settings().injection)},
               p.cpu_clock,
               ending_of(guest.settings()),
               p.around.at_work()},
      network_{p.network},
      guest_runs_as_{p.around.make_domain(machine_, guest.settings())},
      recorder_{machine_.interrupts, machine_.at_work()} {
  watch_.follow(machine_.fate);
  machine_.fate.goes_on_after_reset = [this] { return goes_on_after_reset(devices()); };
  machine_.stack_tweak = guest.settings().injection == injection_kind::stack_tweak;
  machine_.time.use(tick_policy_);
  machine_.reset_devices = [this](instant at) {
    if (std::exchange(cold_, false)) std::ranges::fill(machine_.memory().ram(), std::byte{});
    machine_.time.restart();
    machine_.unseen.clear();
    devices().reset(at);
    begin_again(at);
  };
  add_devices(p);
  devices().hear([this](std::string_view signal, bool high, instant at) {
    room_.tell(level_change{&machine_.name(), signal, high, at});
  });
  devices().connect(guest_runs_as_.interrupt_input, machine_.near.at(), &p.around);
  devices().controller().observe(&injected_);
  name_interrupt_sources(devices(), machine_.interrupts);
  connect_processor(devices(), core(), [this](bool open, instant at) {
    room_.tell(level_change{&machine_.name(), "a20", open, at});
  });
  devices().listen("reset", [this](bool high, bool, instant) {
    if (high && machine_.fate.reset_asked()) machine_.reset_requested = true;
  });
  describe_local_apic(core(), settings().with.local_apic);
  map_device_memory(core(), devices());
  power_on(bus::kernel_now());
}

void virtual_pc::add_devices(const parts& p) {
  if (p.disk != nullptr) disk_.emplace(*p.disk, machine_.transfers);
  if (p.floppy != nullptr) floppies_.emplace_back(*p.floppy, machine_.transfers);
  const surroundings s{.serial = &watch_.serial,
                       .serial2 = &watch_.serial2,
                       .log = &watch_.log,
                       .control = &watch_,
                       .disk = disk_ ? &*disk_ : nullptr,
                       .floppy = floppies_.empty() ? nullptr : &floppies_.back(),
                       .floppy_turns = false,
                       .memory = this,
                       .start = rtc_start(settings().rtc.value_or(calendar_time{})),
                       .memory_bytes = p.ram.size(),
                       .files = &guest_.files(),
                       .with = settings().with,
                       .output = [this](std::string_view key) { return guest_.output(key); },
                       .network = network_};
  for (const device_kind& kind : device_kinds()) {
    const std::string name{kind.name};
    if (auto made = kind.make(s))
      devices().add(name, std::move(made), machine_.host(settings().places.at(name)));
  }
  for (const auto& [name, manifest] : settings().devices) try {
      auto made = p.images->make(settings().name, name);
      refuse_memory_in(p.ram, *made);
      devices().add(name, std::move(made), machine_.host(settings().places.at(name)));
    } catch (const std::invalid_argument& taken) {
      throw config_error({manifest.string()}, "vm." + settings().name + ".device." + name, taken.what(),
                         "an image with other addresses is needed");
    }
  if (network_ != nullptr) network_->used_by(*devices().role<devices::ethernet_card>().second);
  if (p.disk != nullptr) p.disk->used_by(*devices().user_of(*disk_));
  if (p.floppy != nullptr) p.floppy->used_by(*devices().user_of(floppies_.back()));
}

std::vector<std::string> virtual_pc::device_names() const {
  std::vector<std::string> names;
  for (const vmm::device_model& m : machine_.devices.models()) names.push_back(m.device());
  return names;
}

void virtual_pc::adopt(const vm_settings& before, const vm_settings& next, instant now) {
  guest_runs_as_.domain.weight = next.weight;
  guest_runs_as_.domain.cap = next.cap;
  machine_.stack_tweak = next.injection == injection_kind::stack_tweak;
  if (next.tick_policy != before.tick_policy) tick_policy_.change_to(next.tick_policy);
  for (vmm::device_model& m : devices().models()) {
    const place to = next.places.at(m.device());
    if (to == before.places.at(m.device())) continue;
    // From now on one of its lines may come from the other side.
    machine_.attended = true;
    devices().move(m, machine_.host(to), now);
  }
}

void virtual_pc::load_again() { guest_.start(machine_.memory(), core()); }

void virtual_pc::set_clock(instant now) {
  const auto [clock, model] = devices().role<devices::calendar_clock>();
  clock->set_time(rtc_start(*settings().rtc), now);
  model->rearm();
}

void virtual_pc::power_on(instant at) {
  guest_.start(machine_.memory(), core());
  devices().set_up(guest_.set_up(), at);
}

void virtual_pc::begin_again(instant at) {
  try {
    power_on(at);
  } catch (const loaders::load_error&) {
    machine_.fate.give_up("not_loaded_again");
  }
}

std::string virtual_pc::state() const {
  if (off_) return "off";
  const vmm::guest_domain& d = guest_runs_as_.domain;
  if (d.held) return "paused";
  if (d.halted()) return "halted";
  return d.now == vmm::domain::state::running ? "running" : "waiting";
}

operated_pc virtual_pc::operated(vmm::keyboard_driver& keyboard) {
  return {settings().name,
          guest_,
          devices(),
          machine_.fate,
          guest_runs_as_.cpu,
          state(),
          [this, &keyboard] { take_attention(keyboard); },
          [this](unsigned irq) { injected_.raise(devices().controller(), irq, bus::kernel_now()); },
          [this] { return machine_.time.clock().of(bus::kernel_now()); }};
}

void virtual_pc::power_off() {
  off_ = true;
  devices().power_off();
}

void virtual_pc::power_on() {
  off_ = false;
  cold_ = true;
  guest_runs_as_.domain.reset_from_outside();
}

void virtual_pc::destroy() {
  gone_ = true;
  devices().power_off();
  machine_.fate.destroyed();
}

void virtual_pc::change_disk(vmm::disk_driver::range& to) {
  to.used_by(*devices().user_of(*disk_));
  disk_->stand_for(to);
}

void virtual_pc::insert_floppy(vmm::image_server& image, instant now) {
  const auto [drive, model] = devices().role<devices::removable_drive>();
  image.used_by(*model);
  drive->insert(floppies_.emplace_back(image, machine_.transfers), now);
  model->rearm();
}

void virtual_pc::eject_floppy(instant now) {
  const auto [drive, model] = devices().role<devices::removable_drive>();
  drive->eject(now);
  model->rearm();
}

void virtual_pc::send_rest() {
  if (turned_off(*machine_.fate.end())) devices().send_rest();
}

void virtual_pc::tell(machine_recorder& r, std::size_t vm) {
  let_hear(devices(), r.listeners_of(vm));
  if (network_ != nullptr)
    network_->watch([&r, vm](const devices::ethernet_frame& f, instant at) { r.passed(vm, f, at); });
}

void virtual_pc::read(std::uint32_t address, std::span<std::byte> data) {
  const auto ram = machine_.memory().ram();
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = address + i < ram.size() ? ram[address + i] : std::byte{0xff};
}

void virtual_pc::write(std::uint32_t address, std::span<const std::byte> data) {
  if (gone_) return;
  const auto ram = machine_.memory().ram();
  for (std::size_t i = 0; i < data.size(); ++i)
    if (address + i < ram.size()) ram[address + i] = data[i];
  core().memory_changed(address, data.size());
}

vm_result virtual_pc::result() {
  vm_result r = result_of(settings(), machine_.fate, watch_, guest_runs_as_.cpu);
  add_screen(devices(), r);
  add_cards(devices(), r);
  if (network_ != nullptr) r.network->lost = network_->lost();
  return r;
}

}  // namespace trapline
