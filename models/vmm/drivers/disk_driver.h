/// The disk driver: serves the virtual machines' disks from the physical one, sector by sector through
/// the ATA task file and data port, driven by IRQ14. Each virtual disk is a range of the physical
/// disk's sectors.
/// Not modelled: bus-master DMA (the physical disk is a PIO one), a page cache, an I/O scheduler.
#pragma once

#include <deque>
#include <optional>

#include "models/devices/storage/block_medium.h"
#include "models/vmm/board/device_model.h"
#include "models/vmm/drivers/driver.h"

namespace trapline::vmm {

class disk_driver final : public driver {
 public:
  static constexpr unsigned irq = 14;

  /// A virtual disk on the physical one.
  class range final : public devices::block_medium {
   public:
    range(disk_driver& owner, std::uint64_t first, std::uint64_t count, bool writable)
        : owner_{owner}, first_{first}, count_{count}, writable_{writable} {}

    /// Before the first transfer. Without one it is the system's own, whose requests and answers have no way to go.
    void used_by(const device_model& m) { user_ = &m; }

    std::uint64_t sectors() const override { return count_; }
    bool writable() const override { return writable_; }
    std::optional<outcome> start(const devices::block_request&, instant now, devices::block_client&) override;

   private:
    disk_driver& owner_;
    std::uint64_t first_;
    std::uint64_t count_;
    bool writable_;
    const device_model* user_ = nullptr;
  };

  explicit disk_driver(device_os&);

  /// The reference stays good.
  range& add_range(std::uint64_t first_sector, std::uint64_t sectors, bool writable);

  void set_up(processor::physical_processor&) override {}
  /// Lets the drive interrupt, and takes an interrupt that it still asks for.
  void take_from_firmware(processor::physical_processor&) override;
  void run(processor::physical_processor&, device_os&) override;

 private:
  struct transfer {
    devices::block_request request;  ///< its lba counted on the physical disk
    devices::block_client* client;
    const device_model* user;  ///< null for the system itself
    std::size_t moved = 0;     ///< bytes over the data port so far
  };

  void issue(processor::step_meter&, processor::physical_processor&);
  void advance(processor::step_meter&, processor::physical_processor&);
  void move_sector(processor::physical_processor&, transfer&);
  void finish(processor::step_meter&, processor::physical_processor&, bool ok);
  std::uint32_t wait_while_busy(processor::physical_processor&);

  device_os& os_;
  std::deque<range> ranges_;
  std::deque<transfer> queue_;  ///< the first one is under way if `issued_`
  bool issued_ = false;
  /// From the request that is under way to the last that the driver did for it.
  processor::step_meter story_;
};

}  // namespace trapline::vmm
