#include "platform/native_platform.h"

#include "models/bus/time_bridge.h"
#include "platform/machine/result_parts.h"

namespace trapline {

namespace {

std::unique_ptr<devices::disk_mechanics> drive_for(loaded_guest& guest) {
  return guest.disk() == nullptr ? nullptr : std::make_unique<devices::disk_mechanics>(*guest.disk());
}

std::unique_ptr<devices::image_medium> floppy_for(loaded_guest& guest) {
  return guest.floppy() == nullptr ? nullptr : std::make_unique<devices::image_medium>(*guest.floppy());
}

/// The two transport no data themselves: computing_system puts its own memory there.
class no_memory final : public devices::dma_memory {
  void read(std::uint32_t, std::span<std::byte>) override {}
  void write(std::uint32_t, std::span<const std::byte>) override {}
} unused;

}  // namespace

native_platform::native_platform(const scenario& s, loaded_guest& guest,
                                 const engine::instruction_costs& costs, run_measurement& m)
    : scenario_{s},
      guest_{guest},
      watch_{m, guest.settings().name},
      fate_{ending_of(guest.settings().guest)},
      drive_{drive_for(guest)},
      floppy_{floppy_for(guest)},
      machine_{s.profile,
               {1, guest.settings().memory_bytes, s.quantum},
               guest.firmware(),
               {&watch_.serial, &watch_.serial2, &watch_.log, &watch_, drive_.get(), floppy_.get(), s.floppy_turns,
                unused, rtc_start(guest.settings()), guest.settings().memory_bytes, &guest.files()}},
      memory_{guest.map_over(machine_.dram.contents())},
      bare_{machine_.processors.front(), costs},
      interrupts_{m.statistics(), guest.settings().name, "native", s.profile.clock()},
      pic_log_{interrupts_, no_monitor_},
      typist_{machine_} {
  const std::string& name = guest.settings().name;
  machine_.mch.shadow_expansion(true);
  memory_->map_into(bare_.cpu().core());
  watch_.follow(fate_);
  fate_.on_end = [this] {
    if (turned_off(*fate_.end())) machine_.devices.send_rest();
    bare_.finish();
  };

  machine_.memory_written = [this](std::uint32_t address, std::uint64_t bytes) {
    bare_.cpu().core().memory_changed(address, bytes);
  };

  pc& devices = machine_.devices;
  devices.connect_a20([this](bool open) { bare_.cpu().core().set_a20(open); });
  devices.connect_reset([this](instant) {
    if (fate_.reset_asked()) bare_.request_reset();
  });
  devices.pic.observe(&pic_log_);
  for (const pc::interrupt_output& i : devices.interrupts())
    interrupts_.name_source(i.irq, std::string{i.device});
  bare_.acknowledge = [&devices](instant at) { return devices.pic.acknowledge(at); };
  bare_.halted_for_ever = [this] { fate_.halted(); };
  bare_.shut_down = [this] { fate_.shut_down(); };
  bare_.reset_machine = [this](instant at) {
    machine_.devices.reset(at);
    power_on();
  };
  bare_.statistics = [this](bus::address_space space, std::uint64_t address,
                            direction d) -> path_statistics& { return statistics_of(space, address, d); };
  const auto both = [&](const char* path, std::string device) {
    return std::array{&m.statistics().path({name, path, device, direction::in}),
                      &m.statistics().path({name, path, device, direction::out})};
  };
  for (const pc::chip& c : devices.chips()) counts_.push_back(both("native", std::string{c.device}));
  counts_.push_back(both("unclaimed", "none"));
  video_counts_ = both("native", "vga_memory");

  typist_.add(guest.settings().input, [] {});
  typist_.start();
  power_on();
}

void native_platform::connect(console& c) {
  console_line_.emplace(c, machine_, machine_.devices.uart);
  watch_.serial.tell([this](char sent) { console_line_->sent(sent); });
}

void native_platform::give_up_running(const std::string& reason) {
  if (bare_.cpu().running()) fate_.give_up(reason);
}

void native_platform::power_on() {
  guest_.start(*memory_, bare_.cpu().core());
  machine_.devices.set_up_as_loaders_do(guest_.set_up(), bus::kernel_now());
}

path_statistics& native_platform::statistics_of(bus::address_space space, std::uint64_t address,
                                                direction d) {
  const auto i = static_cast<std::size_t>(d);
  if (space == bus::address_space::memory) return *video_counts_[i];
  const std::uint8_t device = machine_.ich.ports().device_at(static_cast<std::uint16_t>(address));
  return *(device == bus::port_map::unclaimed ? counts_.back() : counts_[device])[i];
}

void native_platform::report_to(results& r) {
  vm_result vm = result_of(guest_.settings(), fate_, watch_, bare_.cpu());
  add_screen(machine_.devices.vga.state(), vm);
  r.vms.push_back(std::move(vm));
  add_processors(machine_, r);
}

}  // namespace trapline
