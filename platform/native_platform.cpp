#include "platform/native_platform.h"

#include "models/bus/time_bridge.h"
#include "platform/machine/processor_wires.h"
#include "platform/machine/result_parts.h"

namespace trapline {

namespace {

std::unique_ptr<devices::disk_mechanics> drive_for(machine_firmware* bios, loaded_guest& guest) {
  if (bios != nullptr) {
    if (guest.disk() != nullptr) bios->disk().lie_over(*guest.disk());
    return std::make_unique<devices::disk_mechanics>(bios->disk());
  }
  return guest.disk() == nullptr ? nullptr : std::make_unique<devices::disk_mechanics>(*guest.disk());
}

std::unique_ptr<devices::image_medium> floppy_for(loaded_guest& guest) {
  return guest.floppy() == nullptr ? nullptr : std::make_unique<devices::image_medium>(*guest.floppy());
}

/// What the machine's devices are connected to.
surroundings connections(const scenario& s, loaded_guest& guest, guest_watch& watch,
                         devices::block_medium* disk, devices::block_medium* floppy, machine_network& network,
                         machine_firmware* bios) {
  surroundings all{.serial = &watch.serial,
                   .serial2 = &watch.serial2,
                   .log = &watch.log,
                   .control = &watch,
                   .disk = disk,
                   .floppy = floppy,
                   .floppy_turns = s.floppy_turns,
                   .start = rtc_start(guest.settings().rtc.value_or(s.rtc)),
                   .memory_bytes = guest.settings().memory_bytes,
                   .files = &guest.files(),
                   .with = guest.settings().with,
                   .output = [&guest](std::string_view key) { return guest.output(key); },
                   .network = &network};
  if (bios != nullptr) bios->join(all);
  return all;
}

}  // namespace

native_platform::native_platform(const scenario& s, loaded_guest& guest,
                                 const engine::instruction_costs& costs, run_measurement& m)
    : scenario_{s},
      guest_{guest},
      watch_{m, guest.settings().name},
      fate_{ending_of(guest.settings())},
      bios_{s.firmware ? std::make_unique<machine_firmware>(*s.firmware) : nullptr},
      drive_{drive_for(bios_.get(), guest)},
      floppy_{floppy_for(guest)},
      network_{s.network},
      machine_{s.profile,
               {1, guest.settings().memory_bytes, s.quantum},
               bios_ ? bios_->image().firmware() : guest.firmware(),
               connections(s, guest, watch_, drive_.get(), floppy_.get(), network_, bios_.get()),
               {&m.statistics(), guest.settings().name, "native"}},
      memory_{guest.map_over(machine_.dram.contents())},
      bare_{machine_.processors.front(), costs, m.room(), *memory_},
      interrupts_{m.room(), guest.settings().name, "native", s.profile.clock()},
      recorder_{interrupts_, no_monitor_},
      typist_{machine_} {
  const std::string& name = guest.settings().name;
  network_.start(machine_.calendar);
  machine_.mch.shadow_expansion(true);
  memory_->map_into(bare_.cpu().core());
  watch_.follow(fate_);
  fate_.goes_on_after_reset = [this] { return goes_on_after_reset(machine_.devices); };
  fate_.on_end = [this] {
    if (turned_off(*fate_.end())) machine_.devices.send_rest();
    bare_.finish();
  };

  describe_local_apic(bare_.cpu().core(), guest.settings().with.local_apic);
  vmm::board& devices = machine_.devices;
  map_device_memory(bare_.cpu().core(), devices);
  connect_processor(devices, bare_.cpu().core(), {});
  devices.listen("reset", [this](bool high, bool, instant) {
    const bool runs = !firmware_ || firmware_->handed_over();
    if (high && runs && fate_.reset_asked()) bare_.request_reset();
  });
  bare_.local_controller = devices.local_controller();
  name_interrupt_sources(devices, interrupts_);
  connect_bare(bare_, devices, fate_);
  bare_.halted_for_ever = [this] { fate_.halted(); };
  bare_.reset_machine = [this](instant at) {
    machine_.devices.reset(at);
    try {
      power_on();
    } catch (const loaders::load_error&) {
      fate_.give_up("not_loaded_again");
    }
  };
  bare_.statistics = [this](bus::address_space space, std::uint64_t address,
                            direction d) -> path_statistics& { return counts_of(space, address, d); };
  for (const direction d : {direction::in, direction::out})
    unclaimed_[static_cast<std::size_t>(d)] = &m.statistics().path({name, "unclaimed", "none", d});

  typist_.add(guest.settings().input, [] {});
  if (bios_) {
    firmware_.emplace(*bios_, machine_, costs, m, bare_);
    return;
  }
  connect_devices();
  typist_.start();
  power_on();
}

void native_platform::connect_devices() {
  machine_.memory_written = [this](std::uint32_t address, std::uint64_t bytes) {
    bare_.cpu().core().memory_changed(address, bytes);
  };
  machine_.devices.controller().observe(&injected_);
}

void native_platform::begin(instant at) {
  connect_devices();
  typist_.count_from(at);
  typist_.start();
  // The devices are as the firmware left them.
  guest_.start(*memory_, bare_.cpu().core());
}

void native_platform::connect(console& c) {
  console_line_.emplace(c, machine_, *machine_.devices.role<devices::serial_port>().first);
  watch_.serial.tell([this](char sent) { console_line_->sent(sent); });
}

void native_platform::tell(machine_recorder& r) {
  let_hear(machine_.devices, r.listeners_of(0));
  network_.watch([&r](const devices::ethernet_frame& f, instant began) { r.passed(f, began); });
}

void native_platform::give_up_running(const std::string& reason) {
  if (bare_.cpu().running()) fate_.give_up(reason);
}

std::vector<operated_pc> native_platform::pcs() {
  return {{guest_.settings().name, guest_, machine_.devices, fate_, bare_.cpu(), "running", [] {},
           [this](unsigned irq) { injected_.raise(machine_.devices.controller(), irq, bus::kernel_now()); },
           [] { return bus::kernel_now(); }}};
}

std::vector<std::pair<std::string, std::string>> native_platform::ends() const {
  if (!fate_.end()) return {};
  return {{guest_.settings().name, fate_.end()->reason}};
}

void native_platform::describe(control::system_view& view) const {
  std::vector<std::string>& names = view.vms.front().devices;
  names.clear();
  for (const vmm::device_model& m : machine_.devices.models()) names.push_back(m.device());
}

void native_platform::power_on() {
  guest_.start(*memory_, bare_.cpu().core());
  machine_.devices.set_up(guest_.set_up(), bus::kernel_now());
}

path_statistics& native_platform::counts_of(bus::address_space space, std::uint64_t address, direction d) {
  vmm::device_model* model = machine_.devices.at(space, address);
  return model == nullptr ? *unclaimed_[static_cast<std::size_t>(d)] : model->counts(space, d);
}

void native_platform::report_to(results& r) {
  vm_result vm = result_of(guest_.settings(), fate_, watch_, bare_.cpu());
  add_screen(machine_.devices, vm);
  add_cards(machine_.devices, vm);
  r.vms.push_back(std::move(vm));
}

}  // namespace trapline
