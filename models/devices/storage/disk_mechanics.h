/// The physical drive behind an ATA connector: arm, spindle and buffer. It moves sectors of a
/// sector_store at once and says how long the drive would have taken.
///
/// The angle of the platters is a function of simulated time alone; tracks are skewed so that reading
/// on over a track's end costs the switch and no further turn. A read leaves the drive reading ahead
/// into its buffer; a cached write is answered when its data is in the buffer, and the arm is busy with
/// it later.
///
/// Defaults: Seagate Barracuda 7200.8 (product manual 100301541): 7200 rpm, average seek 8 ms,
/// 65 MB/s sustained, 8 MB buffer. Overheads and the seek curve's shape are estimates.
///
/// *Not modelled*: zones (one rate everywhere), retries, reordering of cached writes.
#pragma once

#include "models/devices/storage/sector_store.h"

namespace trapline::devices {

struct disk_mechanics_parameters {
  std::uint32_t rpm = 7200;
  std::uint64_t bytes_per_s = 65'000'000;
  std::uint32_t surfaces = 4;
  /// Over a third of the arm's way, what data sheets call the average.
  duration average_seek = duration::ms(8);
  duration track_to_track = duration::us(800);
  /// To the next surface, or (with reading on) to the next cylinder's first.
  duration switch_time = duration::us(800);
  /// The drive's electronics, for a transfer that needs the platters and for one that does not.
  duration command_overhead = duration::us(100);
  duration buffer_overhead = duration::us(20);
  /// Sectors that the drive reads on by itself after a read; 0 for none.
  std::uint32_t read_ahead = 512;
  std::uint32_t buffer_sectors = 16384;
  /// How far the arm may be behind with cached writes; 0 ms for a drive without write cache.
  duration write_behind = duration::ms(120);
};

class disk_mechanics final : public block_medium {
 public:
  /// @param store outlives the drive; at least one sector.
  explicit disk_mechanics(sector_store& store, const disk_mechanics_parameters& parameters = {});

  std::uint64_t sectors() const override { return store_.sectors(); }
  bool writable() const override { return store_.writable(); }
  /// Always answers at once with an outcome.
  std::optional<outcome> start(const block_request& request, instant now, block_client& client) override;

  /// From one cylinder to another; nothing for no way.
  duration seek_time(std::uint64_t from, std::uint64_t to) const;
  duration rotation() const { return rotation_; }
  std::uint64_t sectors_per_track() const { return track_sectors_; }
  std::uint64_t cylinder_of(std::uint64_t lba) const { return lba / (track_sectors_ * parameters_.surfaces); }

  /// What a checkpoint of the drive holds.
  struct state {
    std::uint64_t cylinder;
    // In the buffer are [buffer_first, stream_first); what follows, up to stream_end, comes in as it
    // passes under the head, from stream_from on. Empty when all three are equal.
    std::uint64_t buffer_first, stream_first, stream_end;
    instant stream_from;
    std::uint64_t behind_end;  // the sector after the last write that is behind
    instant behind_until;      // when the arm is through with writes
  };
  const state& current() const { return state_; }
  void set_state(const state& s) { state_ = s; }

 private:
  outcome read(const block_request& request, instant now);
  outcome write(const block_request& request, instant now);
  void read_on(std::uint64_t end, instant now);
  instant under_head(std::uint64_t lba, instant not_before) const;
  duration passing(std::uint64_t lba, std::uint64_t count) const;
  instant access(std::uint64_t lba, instant from);

  sector_store& store_;
  disk_mechanics_parameters parameters_;
  duration rotation_;
  std::uint64_t track_sectors_;
  std::uint64_t cylinders_;
  state state_{};
};

}  // namespace trapline::devices
