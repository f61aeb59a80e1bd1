/// A hard disk and its ATA channel, PIO commands (ATA-6, ANSI INCITS 361-2002): the command block
/// (1F0h-1F7h, registers 0-7) and alternate status / device control (3F6h, register 8).
/// Element 13 (Fig. 1): an I/O device.
///
/// Device 0 only. Device 1 is absent, and device 0 answers for it as the standard says (9.16): its
/// registers are there, its status reads 00h, and of commands only EXECUTE DEVICE DIAGNOSTIC is taken.
/// BSY lasts as long as the medium needs: each DRQ data block is one transfer of the medium.
///
/// Where the standard leaves the answer open: a register read while BSY is set answers the status; one
/// written while BSY is set is lost; a command written while DRQ is set ends the transfer; after a
/// transfer the address registers name the last sector moved and the count what was left to move.
///
/// *Not modelled*: a second drive, DMA, overlap and queueing, the standby timer, the time to spin up,
/// SMART, security, the host protected area and other optional feature sets (their commands abort).
#pragma once

#include <array>
#include <optional>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"
#include "models/devices/storage/ata_identify.h"
#include "models/devices/storage/ata_registers.h"
#include "models/devices/storage/block_medium.h"

namespace trapline::devices {

/// A register of the command block with the content it had before the last write (6.20).
struct ata_two_deep {
  std::uint8_t current;
  std::uint8_t previous;
};

template <typename Members>
void describe(Members& m, ata_two_deep& s) {
  m("current", s.current);
  m("previous", s.previous);
}

struct ata_state {
  enum class phase : std::uint8_t { idle, held_in_reset, executing, at_medium, data_in, data_out };
  /// What the end of BSY brings.
  enum class ending : std::uint8_t {
    command_done,
    command_failed,
    reset_done,
    diagnostic_done,
    block_read,
    first_block_wanted,
    block_wanted,
    block_written,
    verified,
    flushed,
  };
  enum class addressing : std::uint8_t { chs, lba28, lba48 };
  enum class power : std::uint8_t { active, idle, standby, sleep };

  phase now_in;
  ending then;
  addressing address_by;
  power level;
  bool medium_ok;
  bool in_flight;  // the medium will call back
  bool interrupt_pending;
  bool settings_kept;  // over a software reset
  block_request::kind medium_task;
  instant due;   // end of BSY while executing
  instant seen;  // the latest time told

  ata_two_deep features, count, lba_low, lba_mid, lba_high;
  std::uint8_t device, control, error, flags;  // flags: status without BSY and DRQ
  std::uint8_t failure;                        // the error that command_failed will post
  std::uint8_t command;

  std::uint64_t lba;           // of the block in the buffer
  std::uint32_t remaining;     // sectors, with those of the block in the buffer
  std::uint8_t block_sectors;  // 0 before the command's first block
  std::uint16_t position;      // bytes of the block that went over the data port
  std::uint16_t block_bytes;
  ata_settings settings;
  std::array<std::byte, ata_largest_multiple * sector_bytes> buffer;
};

template <typename Members>
void describe(Members& m, ata_state& s) {
  m.begins("ata_disk", 1);
  m("now_in", s.now_in);
  m("then", s.then);
  m("address_by", s.address_by);
  m("level", s.level);
  m("medium_ok", s.medium_ok);
  m("in_flight", s.in_flight);
  m("interrupt_pending", s.interrupt_pending);
  m("settings_kept", s.settings_kept);
  m("medium_task", s.medium_task);
  m("due", s.due);
  m("seen", s.seen);
  m("features", s.features);
  m("count", s.count);
  m("lba_low", s.lba_low);
  m("lba_mid", s.lba_mid);
  m("lba_high", s.lba_high);
  m("device", s.device);
  m("control", s.control);
  m("error", s.error);
  m("flags", s.flags);
  m("failure", s.failure);
  m("command", s.command);
  m("lba", s.lba);
  m("remaining", s.remaining);
  m("block_sectors", s.block_sectors);
  m("position", s.position);
  m("block_bytes", s.block_bytes);
  m("settings", s.settings);
  m("buffer", s.buffer);
}

class ata_disk final : public stateful_device<ata_state>, private block_client {
 public:
  /// @param medium outlives the disk; at least one sector.
  explicit ata_disk(block_medium& medium, ata_identity identity = {});

  output_line intrq;

  std::span<const port_window> ports() const override;
  unsigned widest_access(unsigned reg) const override { return reg == ata::reg_data ? 4 : 1; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override;
  void reset(instant now) override;

 private:
  /// A transfer that the old medium had not finished is started again on this one, at the first
  /// `advance_to`.
  void state_restored() override;
  // ata_disk.cpp: registers, pins, the end of BSY
  std::uint8_t status() const;
  bool busy() const;
  bool absent_selected() const { return (state_.device & ata::device_dev) != 0; }
  std::uint8_t read_register(unsigned reg) const;
  void write_device_control(std::uint8_t value, instant now);
  void begin_reset(bool power_on, instant now);
  void put_signature();
  bool interrupting() const;
  void drive_intrq(instant at) { intrq.set(interrupting(), at); }
  void stay_busy(duration takes, ata_state::ending then, instant now);
  void end_of_busy(instant at);
  void complete(instant at);
  void fail(std::uint8_t error, instant at);
  void end_command(instant at);

  // ata_commands.cpp
  void begin_command(std::uint8_t command, instant now);
  void begin_transfer_command(instant now);
  void begin_other_command(instant now);
  void abort(unsigned error, instant now);
  void set_multiple(instant now);
  void set_features(instant now);
  void initialize_parameters(instant now);
  void identify(instant now);
  void native_max(instant now);
  void go_to_power(ata_state::power level, instant now);

  // ata_transfer.cpp: data blocks and addresses
  std::optional<std::uint64_t> addressed() const;
  void take_count();
  void post_address(std::uint64_t lba);
  unsigned sectors_per_block() const;
  void next_block(instant now);
  void block_drained(instant now);
  void block_stored(instant at);
  void count_block();
  std::uint32_t read_data(unsigned width, instant now);
  void write_data(unsigned width, std::uint32_t value, instant now);
  void start_medium(block_request::kind task, ata_state::ending then, instant now);
  void transfer_done(bool ok, instant at) override;

  block_medium& medium_;
  ata_identity identity_;
  bool start_again_ = false;
};

}  // namespace trapline::devices
