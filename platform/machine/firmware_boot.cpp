#include "platform/machine/firmware_boot.h"

#include "models/bus/time_bridge.h"
#include "models/devices/video/display.h"
#include "models/vmm/board/counted_name.h"
#include "platform/machine/processor_wires.h"
#include "platform/machine/result_parts.h"
#include "sim/sha256.h"

namespace trapline {

namespace {

/// The path of accesses that no monitor stands in the way of.
constexpr const char* native_path = "native";

}  // namespace

firmware_boot::firmware_boot(machine_firmware& f, computing_system& machine,
                             const engine::instruction_costs& costs, run_measurement& m,
                             processor::root_software& after)
    : firmware_{f},
      machine_{machine},
      statistics_{m.statistics()},
      after_{after},
      memory_{f.image().map_over(machine.dram.contents().first(f.image().settings().memory_bytes))},
      bare_{machine.processors.front(), costs, m.room(), *memory_},
      interrupts_{m.room(), f.image().settings().name, native_path, machine.processors.front().clock()} {
  for (processor::physical_processor& cpu : machine_.processors) cpu.install(*this);
  connect();
  power_on();
}

void firmware_boot::connect() {
  vmm::board& devices = machine_.devices;
  engine::x86_core& core = bare_.cpu().core();
  machine_.mch.shadow_expansion(true);
  memory_->map_into(core);
  describe_local_apic(core, false);
  map_device_memory(core, devices);
  connect_processor(devices, core, {});
  machine_.memory_written = [&core](std::uint32_t address, std::uint64_t bytes) {
    core.memory_changed(address, bytes);
  };
  firmware_.fate.goes_on_after_reset = [&devices] { return goes_on_after_reset(devices); };
  firmware_.fate.on_end = [this] { bare_.finish(); };
  devices.listen("reset", [this](bool high, bool, instant) {
    if (high && !handed_over_ && firmware_.fate.reset_asked()) bare_.request_reset();
  });
  devices.controller().observe(&recorder_);
  name_interrupt_sources(devices, interrupts_);
  connect_bare(bare_, devices, firmware_.fate);
  bare_.halted_for_ever = [this] { stands_still(); };
  bare_.reset_machine = [this](instant at) {
    machine_.devices.reset(at);
    power_on();
  };
  bare_.statistics = [this](bus::address_space space, std::uint64_t address,
                            direction d) -> path_statistics& { return counts_of(space, address, d); };
}

void firmware_boot::power_on() {
  firmware_.image().start(*memory_, bare_.cpu().core());
  machine_.devices.set_up(firmware_.image().set_up(), bus::kernel_now());
}

path_statistics& firmware_boot::counts_of(bus::address_space space, std::uint64_t address, direction d) {
  const vmm::device_model* model = machine_.devices.at(space, address);
  std::array<path_statistics*, 2>& both = counts_[{space, model}];
  path_statistics*& counts = both[static_cast<std::size_t>(d)];
  if (counts == nullptr) {
    const std::string& machine = firmware_.image().settings().name;
    if (model == nullptr) return *(counts = &statistics_.path({machine, "unclaimed", "none", d}));
    const std::string& device = model->device();
    const std::string name = space == bus::address_space::memory ? vmm::memory_of(device) : device;
    counts = &statistics_.path({machine, native_path, name, d});
  }
  return *counts;
}

void firmware_boot::stands_still() {
  const engine::register_file r = bare_.cpu().core().registers();
  const std::uint64_t at = r.segment[1].base + r.rip;
  handed_over_ = at >= boot_track::loaded_at && at < boot_track::loaded_at + devices::sector_bytes;
  if (handed_over_)
    bare_.finish();
  else
    firmware_.fate.halted();
}

void firmware_boot::hand_over(processor::physical_processor& cpu) {
  cpu.finish_cycle();
  cpu.catch_up();
  ended_at_ = cpu.now();
  if (handed_over_) {
    machine_.devices.controller().observe(nullptr);
    interrupts_.close();
    machine_.memory_written = nullptr;
    firmware_.leave();
    screen_ = machine_.devices.role<devices::display>().first->shown_text();
  }
  sc_core::sc_pause();
}

void firmware_boot::run(processor::physical_processor& cpu) {
  if (cpu.index() == 0) {
    bare_.run_guest(cpu);
    hand_over(cpu);
    while (!gone_on_) sc_core::wait(go_on_);
  } else {
    cpu.catch_up();
    while (!gone_on_) cpu.idle_until(instant::never());
  }
  after_.run(cpu);
}

void firmware_boot::go_on() {
  gone_on_ = true;
  go_on_.notify(sc_core::SC_ZERO_TIME);
  for (processor::physical_processor& cpu : machine_.processors) cpu.wake(bus::kernel_now());
}

void firmware_boot::interrupt_pin_changed(processor::physical_processor& cpu, bool high) {
  if (gone_on_)
    after_.interrupt_pin_changed(cpu, high);
  else
    bare_.interrupt_pin_changed(cpu, high);
}

instant firmware_boot::guest_bound(const processor::physical_processor& cpu, instant others) const {
  return gone_on_ ? after_.guest_bound(cpu, others) : others;
}

void firmware_boot::report_to(results& r) {
  firmware_result& f = r.firmware.emplace();
  const processor::physical_processor& cpu = machine_.processors.front();
  f.bios = firmware_.image().settings().guest.bios->path.filename().string();
  f.time_ns = ended_at_.value_or(cpu.now()).nanoseconds();
  f.instructions = bare_.cpu().core().instructions();
  f.end = handed_over_ ? "handed_over" : failed() ? firmware_.fate.end()->reason : "";
  f.serial_text = firmware_.serial().text();
  f.log_text = firmware_.log().text();
  f.serial_sha256 = sha256(f.serial_text);
  f.screen_text = handed_over_ ? screen_ : machine_.devices.role<devices::display>().first->shown_text();
  if (!handed_over_) f.end_detail = standing_of(bare_.cpu());
}

}  // namespace trapline
