/// Figure 1: the machine with a hypervisor in root mode, the service OS beside the virtual machines,
/// and device models in either.
/// Element 110 (Fig. 1): the hybrid VMM, put together
#pragma once

#include "models/devices/disk_mechanics.h"
#include "models/hybrid/disk_driver.h"
#include "platform/computing_system.h"
#include "platform/disk_array.h"
#include "platform/platform.h"
#include "platform/typist.h"
#include "platform/virtual_pc.h"

namespace trapline {

class hybrid_platform final : public platform {
 public:
  /// @throws config_error if the machine's memory does not hold all the virtual machines.
  hybrid_platform(const scenario&, std::deque<loaded_guest>&, const engine::instruction_costs&, run_measurement&);

  bool over() const override;
  void give_up(const std::string& reason) override;
  void report_to(results&) override;

 private:
  void add_guest(loaded_guest&, const engine::instruction_costs&, run_measurement&);
  std::span<std::byte> region(std::uint64_t bytes);

  const scenario& scenario_;
  std::unique_ptr<disk_array> store_;
  std::unique_ptr<devices::disk_mechanics> drive_;
  computing_system machine_;
  hybrid::hypervisor hypervisor_;
  hybrid::keyboard_driver keyboard_driver_;
  hybrid::disk_driver disk_driver_;
  pic_acknowledge physical_pic_;
  typist typist_;
  std::uint64_t allocated_ = 0;
  std::uint64_t disk_offset_ = 0;  ///< where the next virtual disk begins on the physical one
  vmm::ioreq* packets_ = nullptr;
  std::deque<virtual_pc> guests_;
};

}  // namespace trapline
