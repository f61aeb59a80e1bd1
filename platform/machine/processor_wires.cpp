#include "platform/machine/processor_wires.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/devices/interrupts/local_apic.h"
#include "models/devices/timers/cmos_memory.h"

namespace trapline {

void describe_local_apic(engine::x86_core& core, bool present) {
  constexpr std::uint32_t feature = 1u << 9;
  static std::array<std::byte, devices::local_apic::bytes> nothing{};
  if (!present) return core.map_rom(devices::local_apic::base, nothing);
  engine::cpu_description with;
  with.features_edx |= feature;
  core.describe(with);
}

void map_device_memory(engine::x86_core& core, const vmm::board& board) {
  constexpr std::uint64_t page = 4096;
  for (const vmm::device_model& model : board.models())
    for (const vmm::device_parts::chip& chip : model.parts().chips())
      for (const devices::memory_window& w : chip.it->memory()) {
        const std::uint64_t first = w.first / page * page;
        core.map_mmio(first, (w.first + w.bytes + page - 1) / page * page - first);
      }
}

bool goes_on_after_reset(vmm::board& devices) {
  constexpr unsigned shutdown_status = 0x0f;
  const devices::cmos_memory* cmos = devices.role<devices::cmos_memory>().first;
  return cmos != nullptr && cmos->cmos(shutdown_status) != 0;
}

void connect_processor(vmm::board& devices, engine::x86_core& core,
                       std::function<void(bool open, instant)> a20_changed) {
  // One gate, which whoever wrote to it last has set; the others follow.
  devices.listen("a20", [&devices, &core, a20_changed](bool high, bool, instant at) {
    devices.drive("a20_gate", high, at);
    core.set_a20(high);
    if (a20_changed) a20_changed(high, at);
  });
  devices.listen("nmi", [&core](bool high, bool, instant) {
    if (high) core.raise_nmi();
  });
  devices.listen("ignne", [&core](bool high, bool, instant) { core.set_ignore_errors(high); });
}

void connect_bare(native::bare_processor& bare, vmm::board& devices, vmm::guest_fate& fate) {
  bare.acknowledge = [&devices](instant at) { return devices.controller().acknowledge(at); };
  bare.shut_down = [&bare, &fate] {
    if (fate.shut_down(bare.cpu().core().registers())) bare.request_reset();
  };
  bare.floating_point_error_pin = [&devices](bool asserted, instant at) {
    devices.drive("ferr", asserted, at);
  };
}

}  // namespace trapline
