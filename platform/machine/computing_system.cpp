#include "platform/machine/computing_system.h"

#include <algorithm>

#include "platform/devices/device_kind.h"

namespace trapline {

computing_system::computing_system(const cost_profile& profile, const machine_size& size,
                                   std::vector<std::byte> firmware, surroundings s,
                                   machine_accounting accounting)
    : order{calendar, size.quantum},
      dram{"memory", size.memory_bytes, profile.latencies().dram.time},
      mch{"mch", size.memory_bytes, profile.latencies()},
      ich{"ich", profile.latencies()},
      fwh{"fwh", std::move(firmware), profile.latencies().firmware_hub_read.time},
      devices{accounting.owner, accounting.path, accounting.statistics},
      here_{place::physical, true,
            [this](const std::string& chip) -> bus::wakeup& { return add_timer(chip); }},
      lpc_{"lpc", &devices.bus()} {
  mch.dram.bind(dram.socket);
  mch.hub_link.bind(ich.hub_link);
  ich.firmware.bind(fwh.socket);
  ich.devices.bind(lpc_.socket);
  ich.upstream.bind(mch.processor_bus);
  for (std::uint32_t i = 0; i < size.processors; ++i) {
    auto& cpu = processors.emplace_back(("cpu" + std::to_string(i)).c_str(), profile.clock(), order);
    cpu.bus.bind(mch.processor_bus);
  }
  s.memory = this;
  for (const device_kind& kind : device_kinds())
    if (auto parts = kind.make(s)) devices.add(std::string{kind.name}, std::move(parts), here_);
  devices.connect(processors.front().interrupt_pin(), place::physical, nullptr);
}

bus::wakeup& computing_system::add_timer(const std::string& chip) {
  return wakeups_.emplace_back((chip + "_wakeup").c_str(), calendar);
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
