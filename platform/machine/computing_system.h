/// The machine itself: processors, memory, the chipset's three hubs and the physical devices behind
/// them, joined by TLM-2.0 sockets. What its processors run makes the platform: a guest, a hybrid VMM,
/// a host VMM.
/// Element 1 (Fig. 1), 500 (Fig. 5)
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "models/bus/device_target.h"
#include "models/bus/event_calendar.h"
#include "models/bus/scheduled_wakeup.h"
#include "models/chipset/firmware_hub.h"
#include "models/chipset/io_controller_hub.h"
#include "models/chipset/memory.h"
#include "models/chipset/memory_controller_hub.h"
#include "models/processor/processor.h"
#include "models/vmm/board/board.h"
#include "platform/devices/surroundings.h"

namespace trapline {

/// Who counts accesses to the machine's devices, and as whose.
struct machine_accounting {
  run_statistics* statistics = nullptr;
  std::string owner;
  std::string path;
};

struct machine_size {
  std::uint32_t processors = 1;
  std::uint64_t memory_bytes = 0;
  duration quantum;
};

class computing_system final : private devices::dma_memory {
 public:
  /// @param firmware the BIOS in the firmware hub; may be empty.
  /// @param devices what the physical devices are connected to; its memory is the machine's.
  computing_system(const cost_profile&, const machine_size&, std::vector<std::byte> firmware,
                   surroundings devices, machine_accounting = {});

  bus::event_calendar calendar;
  processor::processor_order order;
  chipset::memory dram;
  chipset::memory_controller_hub mch;
  chipset::io_controller_hub ich;
  chipset::firmware_hub fwh;
  std::deque<processor::physical_processor> processors;

 private:
  std::deque<bus::scheduled_wakeup> wakeups_;  ///< of the devices, which they outlive

 public:
  vmm::board devices;

  /// Has what the processors spend told there.
  void tell_processors(records& r) {
    for (processor::physical_processor& p : processors) p.tell(r);
  }

  /// A device wrote to memory by itself; a processor may hold translated code from there.
  std::function<void(std::uint32_t address, std::uint64_t bytes)> memory_written;

 private:
  void read(std::uint32_t address, std::span<std::byte> data) override;
  void write(std::uint32_t address, std::span<const std::byte> data) override;

  bus::wakeup& add_timer(const std::string& chip);

  vmm::model_host here_;
  bus::device_target lpc_;
};

}  // namespace trapline
