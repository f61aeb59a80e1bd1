#include "platform/machine/computing_system.h"

#include <algorithm>

namespace trapline {

namespace {

pc_surroundings with_memory(pc_surroundings s, devices::dma_memory& memory) {
  return {s.serial,       s.serial2, s.log,   s.control,      s.disk, s.floppy,
          s.floppy_turns, memory,    s.start, s.memory_bytes, s.files};
}

}  // namespace

computing_system::computing_system(const cost_profile& profile, const machine_size& size,
                                   std::vector<std::byte> firmware, pc_surroundings surroundings)
    : order{calendar, size.quantum},
      dram{"memory", size.memory_bytes, profile.latencies().dram.time},
      mch{"mch", size.memory_bytes, profile.latencies()},
      ich{"ich", profile.latencies()},
      fwh{"fwh", std::move(firmware), profile.latencies().firmware_hub_read.time},
      devices{with_memory(surroundings, *this)},
      video_{"video", devices.vga} {
  mch.dram.bind(dram.socket);
  mch.hub_link.bind(ich.hub_link);
  ich.firmware.bind(fwh.socket);
  ich.video_memory.bind(video_.socket);
  ich.upstream.bind(mch.processor_bus);
  for (std::uint32_t i = 0; i < size.processors; ++i) {
    auto& cpu = processors.emplace_back(("cpu" + std::to_string(i)).c_str(), profile.clock(), order);
    cpu.bus.bind(mch.processor_bus);
  }
  for (const pc::chip& c : devices.chips()) {
    auto& wakeup = wakeups_.emplace_back((c.name + "_wakeup").c_str(), calendar);
    auto& target = targets_.emplace_back(c.name.c_str(), *c.it, wakeup);
    ich.ports().add(c.name, target);
  }
  for (const pc::interrupt_output& i : devices.interrupts()) i.line->connect(devices.pic.irq(i.irq));
  devices.pic.intr().connect(processors.front().interrupt_pin());
}

bus::device_target& computing_system::target_of(const devices::device& chip) {
  return *std::find_if(targets_.begin(), targets_.end(),
                       [&](bus::device_target& t) { return &t.chip() == &chip; });
}

void computing_system::read(std::uint32_t address, std::span<std::byte> data) {
  if (!ich.master_access(tlm::TLM_READ_COMMAND, address, data))
    std::fill(data.begin(), data.end(), std::byte{0xff});
}

void computing_system::write(std::uint32_t address, std::span<const std::byte> data) {
  std::vector<std::byte> copy{data.begin(), data.end()};
  static_cast<void>(ich.master_access(tlm::TLM_WRITE_COMMAND, address, copy));
  if (memory_written) memory_written(address, data.size());
}

}  // namespace trapline
