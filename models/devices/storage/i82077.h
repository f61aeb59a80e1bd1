/// The 82077AA floppy disk controller in PC/AT mode (Intel data sheet 290166) with its drives: ports
/// 3F0h-3F5h (registers 0-5) and 3F7h (register 7), drives A and B.
/// Element 13 (Fig. 1): an I/O device.
///
/// A disk is what its image says: MFM, 512-byte sectors 1 to n on each track, in order after the index,
/// evenly spread. Commands take the time of steps, head load, the turning disk and its data rate. A
/// drive whose motor is off or that holds no disk gives no index pulse, and a command that waits for one
/// waits until the controller is reset.
///
/// Where the data sheet is silent: SPECIFY's values at power-on are those that AT BIOSes program (DFh,
/// 02h). A seek's end takes the place of polling states still unread. SCAN commands are invalid.
///
/// *Not modelled*: FM, precompensation, tape drives, PS/2 and Model 30 registers, the time between the
/// bytes of a command, IDs other than the image's own (formatting with others is accepted and not
/// kept). Deleted-data marks are kept here, an image having no place for them, and go with the disk.
#pragma once

#include <array>
#include <optional>

#include "models/devices/dma/i8237_channel.h"
#include "models/devices/line.h"
#include "models/devices/stateful_device.h"
#include "models/devices/storage/block_medium.h"
#include "models/devices/storage/floppy_drive.h"
#include "models/devices/storage/i82077_registers.h"

namespace trapline::devices {

struct i82077_parameters {
  /// Off for a device model whose medium alone takes the time: no turning, stepping or overrun.
  bool mechanical = true;
  /// What firmware for virtual machines (SeaBIOS) takes for granted and a real 82077AA does not do: a
  /// hardware reset leaves the controller released (DOR 0Ch, no drive to poll), any reset leaves
  /// implied seeks on, and a multi-track transfer whose EOT no track has (SeaBIOS gives the first sector's
  /// number and the count) goes on behind a track's last sector, on side 1 and then on the next cylinder.
  /// False: the data sheet's reset values, and that sector is missed.
  bool ready_for_firmware = true;
  duration motor_start = duration::ms(300);
};

struct i82077_state {
  enum class phase : std::uint8_t { command, execution, result };
  enum class task : std::uint8_t { none, sector_here, id_here, give_up, track_done, medium_done };
  struct seek {
    bool active, ended;  // ended: SENSE INTERRUPT STATUS has not told it yet
    std::uint8_t status;
    std::uint8_t from_track, to_track, to_pcn;
    instant since, until;
  };
  struct drive {
    std::uint8_t track, pcn;
    bool changed;  // the disk change latch
    instant at_speed;
    std::array<std::uint8_t, 720> deleted;  // a bit a sector
  };

  std::uint8_t dor, tdr, rate, configuration, pretrack, specify_1, specify_2, perpendicular;
  bool locked, powered_down, interrupt;
  std::uint8_t polled_left;  // drives whose first "ready" SENSE INTERRUPT STATUS has not told
  instant poll_at;

  phase now_in;
  std::array<std::uint8_t, 9> bytes;  // of the command
  std::array<std::uint8_t, 10> results;
  std::uint8_t received, expected, command;
  std::uint8_t result_count, result_at;
  std::uint8_t last_sector;  // SC or EOT, as DUMPREG shows it

  // The transfer in execution
  task next;
  instant due;
  bool stalled;  // waits for an index pulse that does not come
  std::uint8_t unit, head, c, h, r, n, eot, st0, st1, st2;
  std::uint16_t sectors_left;  // of VERIFY with EC, of FORMAT and READ TRACK
  bool last_transfer;          // terminal count came
  bool skipping;               // of the sector at hand nothing goes to the host
  bool ends_here;              // the sector at hand has the other mark
  std::uint8_t loaded_unit;
  instant loaded_until;
  bool medium_ok, in_flight, given_up, start_waits;
  block_request::kind medium_task;
  std::uint64_t lba;
  std::uint16_t block_bytes;  // the host moves for each sector: its data, or an ID of FORMAT
  bool by_host;               // bytes of the block go through the FIFO register
  bool requesting;
  std::uint16_t moved;
  instant passing_from;
  instant index_at;  // where FORMAT TRACK began

  instant seen;
  std::array<seek, 4> seeks;
  std::array<drive, 4> drives;
  std::array<std::byte, sector_bytes> buffer;
};

template <typename Members>
void describe(Members& m, i82077_state::seek& s) {
  m("active", s.active);
  m("ended", s.ended);
  m("status", s.status);
  m("from_track", s.from_track);
  m("to_track", s.to_track);
  m("to_pcn", s.to_pcn);
  m("since", s.since);
  m("until", s.until);
}

template <typename Members>
void describe(Members& m, i82077_state::drive& s) {
  m("track", s.track);
  m("pcn", s.pcn);
  m("changed", s.changed);
  m("at_speed", s.at_speed);
  m("deleted", s.deleted);
}

template <typename Members>
void describe(Members& m, i82077_state& s) {
  m.begins("i82077", 1);
  m("dor", s.dor);
  m("tdr", s.tdr);
  m("rate", s.rate);
  m("configuration", s.configuration);
  m("pretrack", s.pretrack);
  m("specify_1", s.specify_1);
  m("specify_2", s.specify_2);
  m("perpendicular", s.perpendicular);
  m("locked", s.locked);
  m("powered_down", s.powered_down);
  m("interrupt", s.interrupt);
  m("polled_left", s.polled_left);
  m("poll_at", s.poll_at);
  m("now_in", s.now_in);
  m("bytes", s.bytes);
  m("results", s.results);
  m("received", s.received);
  m("expected", s.expected);
  m("command", s.command);
  m("result_count", s.result_count);
  m("result_at", s.result_at);
  m("last_sector", s.last_sector);
  m("next", s.next);
  m("due", s.due);
  m("stalled", s.stalled);
  m("unit", s.unit);
  m("head", s.head);
  m("c", s.c);
  m("h", s.h);
  m("r", s.r);
  m("n", s.n);
  m("eot", s.eot);
  m("st0", s.st0);
  m("st1", s.st1);
  m("st2", s.st2);
  m("sectors_left", s.sectors_left);
  m("last_transfer", s.last_transfer);
  m("skipping", s.skipping);
  m("ends_here", s.ends_here);
  m("loaded_unit", s.loaded_unit);
  m("loaded_until", s.loaded_until);
  m("medium_ok", s.medium_ok);
  m("in_flight", s.in_flight);
  m("given_up", s.given_up);
  m("start_waits", s.start_waits);
  m("medium_task", s.medium_task);
  m("lba", s.lba);
  m("block_bytes", s.block_bytes);
  m("by_host", s.by_host);
  m("requesting", s.requesting);
  m("moved", s.moved);
  m("passing_from", s.passing_from);
  m("index_at", s.index_at);
  m("seen", s.seen);
  m("seeks", s.seeks);
  m("drives", s.drives);
  m("buffer", s.buffer);
}

class i82077 final : public stateful_device<i82077_state>, private block_client {
 public:
  explicit i82077(const i82077_parameters& parameters = {});

  output_line irq;

  /// DRQ, DACK and TC; without it every DMA transfer is an overrun.
  void connect_dma(dma_channel& channel) { dma_ = &channel; }
  /// Drives 0 and 1. `kind` outlives the controller.
  void attach(unsigned unit, const floppy_drive_kind& kind);
  /// @pre a drive is attached, the format fits it, the medium has all its sectors and outlives its stay.
  void insert(unsigned unit, block_medium& medium, const floppy_format& format, instant now);
  void eject(unsigned unit, instant now);

  std::span<const port_window> ports() const override;
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override;
  void reset(instant now) override;

 private:
  /// A transfer that the old medium had not finished is started again on this one, at the first
  /// `advance_to`. The drives and disks must be the same.
  void state_restored() override;
  using task = i82077_state::task;
  struct disk {
    block_medium* medium;
    floppy_format format;
  };

  // i82077.cpp: registers, reset, the order of events
  bool held_in_reset() const { return (state_.dor & fdc::dor_not_reset) == 0; }
  std::uint8_t read_register(unsigned reg, instant now);
  void write_register(unsigned reg, std::uint8_t value, instant now);
  std::uint8_t main_status() const;
  void write_dor(std::uint8_t value, instant now);
  void software_reset(instant now);
  bool interrupting() const;
  void drive_irq(instant at) { irq.set(interrupting(), at); }
  void raise_irq(instant at);
  void happen(instant at);
  instant next_of_transfer() const;

  // i82077_commands.cpp: the three phases, control commands
  void take_command_byte(std::uint8_t value, instant now);
  std::uint8_t give_result_byte(instant now);
  void execute(instant now);
  void answer(std::span<const std::uint8_t> bytes);
  void no_answer();
  void sense_interrupt(instant now);
  void sense_drive();
  void dump_registers();

  // i82077_seek.cpp: the arm
  duration step_time() const;
  duration rate_scaled(duration at_500k) const;
  void begin_seek(unsigned unit, int steps, std::uint8_t pcn, std::uint8_t status, instant now);
  void recalibrate(instant now);
  void seek(instant now);
  void relative_seek(instant now);
  void end_seek(unsigned unit, instant at);
  void move_arm(unsigned unit, unsigned track);
  instant arm_ready(instant now);

  // i82077_transfer.cpp: sectors
  bool turning(unsigned unit) const;
  unsigned kbps() const;
  duration byte_time() const;
  void begin_transfer(instant now);
  void search(instant from);
  void give_up(std::uint8_t st1, std::uint8_t st2, instant from);
  void sector_here(instant at);
  void fetched(instant at);
  void stored(instant at);
  void block_given(instant at);
  void sector_done(instant at);
  void finish(std::uint8_t how, instant at);
  void next_id();
  bool behind_track() const;
  instant go_to_next_track(instant at);
  void id_here(instant at);

  // i82077_blocks.cpp: a block between host, buffer and medium
  bool move_by_dma(bool to_memory, instant at);
  void begin_host_block(instant from, instant at);
  unsigned fifo_size() const;
  unsigned fifo_threshold() const;
  unsigned passed(instant at) const;
  void watch_host_block(instant at);
  instant next_of_host_block() const;
  void start_medium(block_request::kind what, std::uint64_t lba, instant at);
  void transfer_done(bool ok, instant at) override;
  bool deleted_mark(std::uint64_t lba) const;
  void mark(std::uint64_t lba, bool deleted);

  // i82077_format.cpp
  void begin_track(instant from);
  void format_end(instant at);
  void format_id_given(instant at);
  void format_next(instant at);

  bool writes() const;
  bool to_host() const { return !writes(); }
  bool non_dma() const { return (state_.specify_2 & 1) != 0; }
  i82077_state::drive& drive() { return state_.drives[state_.unit]; }
  floppy_rotation rotation() const { return {disks_[state_.unit]->format, *kinds_[state_.unit]}; }

  i82077_parameters parameters_;
  dma_channel* dma_ = nullptr;
  std::array<const floppy_drive_kind*, 4> kinds_{};
  std::array<std::optional<disk>, 4> disks_{};
  bool start_again_ = false;
};

}  // namespace trapline::devices
