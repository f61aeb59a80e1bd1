/// FORMAT TRACK (data sheet, 5.1.7): from index to index, four bytes of ID from the host for each sector.
#include <algorithm>

#include "models/devices/storage/i82077.h"

namespace trapline::devices {

using namespace fdc;

namespace {
constexpr duration quick_sector = duration::us(20);
}

void i82077::begin_track(instant from) {
  state_.index_at = parameters_.mechanical ? rotation().index_from(from) : from + quick_sector;
  state_.due = state_.index_at;
  state_.next = task::sector_here;
  if (state_.sectors_left == 0) format_end(state_.index_at);
}

/// The track is full when the index comes again.
void i82077::format_end(instant at) {
  state_.next = task::track_done;
  state_.due = parameters_.mechanical ? std::max(at, state_.index_at + rotation().turn()) : at + quick_sector;
}

void i82077::format_id_given(instant at) {
  const auto id = [this](unsigned i) { return std::to_integer<std::uint8_t>(state_.buffer[i]); };
  state_.c = id(0);
  state_.h = id(1);
  state_.r = id(2);
  state_.n = id(3);
  const floppy_format& f = disks_[state_.unit]->format;
  const floppy_rotation turn = rotation();
  const int cylinder = turn.cylinder_at(drive().track);
  const bool keeps = state_.c == cylinder && state_.h == state_.head && state_.head < f.heads &&
                     state_.r > 0 && state_.r <= f.sectors_per_track && state_.n == 2 &&
                     (state_.bytes[0] & opt_mfm) != 0 && turn.kbps() == kbps();
  if (!keeps) return format_next(at);
  const std::byte filler{state_.bytes[5]};
  state_.buffer.fill(filler);
  const std::uint64_t lba =
      (std::uint64_t{state_.c} * f.heads + state_.head) * f.sectors_per_track + state_.r - 1U;
  mark(lba, false);
  start_medium(block_request::kind::write, lba, at);
}

void i82077::format_next(instant at) {
  if (!disks_[state_.unit]) return search(at);  // taken out in the midst of it
  if (--state_.sectors_left == 0) return format_end(at);
  const std::uint64_t done = state_.last_sector - state_.sectors_left;
  state_.next = task::sector_here;
  state_.due = parameters_.mechanical
                   ? std::max(at, state_.index_at + rotation().turn() * done / state_.last_sector)
                   : at + quick_sector;
}

}  // namespace trapline::devices
