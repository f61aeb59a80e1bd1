#include "platform/machine/virtual_pc.h"

#include "platform/devices/device_kind.h"
#include "platform/machine/result_parts.h"

namespace trapline {

namespace {

std::string_view name_of(injection_kind k) { return k == injection_kind::event ? "event" : "stack_tweak"; }

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
               std::string{name_of(guest.settings().injection)},
               p.cpu_clock,
               ending_of(guest.settings().guest),
               p.around.at_work()},
      guest_runs_as_{p.around.make_domain(machine_, guest.settings())},
      recorder_{machine_.interrupts, machine_.at_work()} {
  watch_.follow(machine_.fate);
  machine_.stack_tweak = guest.settings().injection == injection_kind::stack_tweak;
  machine_.time.use(tick_policy_);
  machine_.reset_devices = [this](instant at) {
    machine_.time.restart();
    devices().reset(at);
    power_on(at);
  };
  add_devices(p);
  devices().hear([this](std::string_view signal, bool high, instant at) {
    room_.tell(level_change{&machine_.name(), signal, high, at});
  });
  devices().connect(guest_runs_as_.interrupt_input, machine_.near.at(), &p.around);
  devices().controller().observe(&tick_observer_);
  name_interrupt_sources(devices(), machine_.interrupts);
  devices().listen("a20", [this](bool, bool any, instant at) {
    core().set_a20(any);
    room_.tell(level_change{&machine_.name(), "a20", any, at});
  });
  devices().listen("reset", [this](bool high, bool, instant) {
    if (high && machine_.fate.reset_asked()) machine_.reset_requested = true;
  });
  power_on(instant{});
}

void virtual_pc::add_devices(const parts& p) {
  const auto counted = [this](std::optional<counted_medium>& medium, devices::block_medium* behind) {
    return behind == nullptr ? nullptr : &medium.emplace(*behind, machine_.transfers);
  };
  const surroundings s{.serial = &watch_.serial,
                       .serial2 = &watch_.serial2,
                       .log = &watch_.log,
                       .control = &watch_,
                       .disk = counted(disk_, p.disk),
                       .floppy = counted(floppy_, p.floppy),
                       .floppy_turns = false,
                       .memory = this,
                       .start = rtc_start(settings()),
                       .memory_bytes = p.ram.size(),
                       .files = &guest_.files()};
  for (const device_kind& kind : device_kinds()) {
    const std::string name{kind.name};
    if (auto made = kind.make(s))
      devices().add(name, std::move(made), machine_.host(settings().places.at(name)));
  }
  if (p.floppy != nullptr) p.floppy->used_by(*devices().user_of(*floppy_));
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

void virtual_pc::power_on(instant at) {
  guest_.start(machine_.memory(), core());
  devices().set_up(guest_.set_up(), at);
}

void virtual_pc::send_rest() {
  if (turned_off(*machine_.fate.end())) devices().send_rest();
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
  add_screen(devices(), r);
  return r;
}

}  // namespace trapline
