#include "models/devices/storage/disk_mechanics.h"

#include <algorithm>
#include <optional>

namespace trapline::devices {

namespace {

std::uint64_t square_root(std::uint64_t n) {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31; bit != 0; bit >>= 1)
    if ((root | bit) * (root | bit) <= n) root |= bit;
  return root;
}

constexpr duration minute = duration::s(60);

}  // namespace

disk_mechanics::disk_mechanics(sector_store& store, const disk_mechanics_parameters& parameters)
    : store_{store},
      parameters_{parameters},
      rotation_{minute / parameters.rpm},
      track_sectors_{std::max<std::uint64_t>(1, parameters.bytes_per_s * 60 / parameters.rpm / sector_bytes)},
      cylinders_{cylinder_of(store.sectors()) + 1} {}

/// The arm accelerates and brakes: beyond a track the time grows with the root of the way. Over random
/// ways the root's mean is 8/15 of its largest, which puts the average where the parameter says.
duration disk_mechanics::seek_time(std::uint64_t from, std::uint64_t to) const {
  if (from == to) return {};
  const std::uint64_t way = (from < to ? to - from : from - to) - 1;
  const std::uint64_t longest = std::max<std::uint64_t>(1, cylinders_ - 1);
  constexpr std::uint64_t scale = 1 << 15;
  const std::uint64_t part = square_root(way * scale / longest * scale);
  const duration above = (parameters_.average_seek - parameters_.track_to_track) * 15 / 8;
  return parameters_.track_to_track + duration::ps(above.picoseconds() / scale * part);
}

/// From the first of `count` sectors coming under the head to the last one having passed.
duration disk_mechanics::passing(std::uint64_t lba, std::uint64_t count) const {
  if (count == 0) return {};
  const std::uint64_t switches = (lba + count - 1) / track_sectors_ - lba / track_sectors_;
  return rotation_ * count / track_sectors_ + parameters_.switch_time * switches;
}

/// When sector `lba` next begins to pass, the arm being there already.
instant disk_mechanics::under_head(std::uint64_t lba, instant not_before) const {
  // Each track starts where the head arrives when it went on from the last one.
  const std::uint64_t turn = rotation_.picoseconds();
  const std::uint64_t skew = parameters_.switch_time.picoseconds() % turn;
  const std::uint64_t track = lba / track_sectors_;
  const std::uint64_t begins =
      (lba % track_sectors_ * turn / track_sectors_ + track % turn * skew % turn) % turn;
  const std::uint64_t angle = not_before.picoseconds() % turn;
  return not_before + duration::ps((begins + turn - angle) % turn);
}

/// Seeks, waits for the sector, and leaves the arm there. @returns when it begins to pass.
instant disk_mechanics::access(std::uint64_t lba, instant from) {
  const std::uint64_t cylinder = cylinder_of(lba);
  const instant arrived = from + parameters_.command_overhead + seek_time(state_.cylinder, cylinder);
  state_.cylinder = cylinder;
  return under_head(lba, arrived);
}

std::optional<block_medium::outcome> disk_mechanics::start(const block_request& request, instant now,
                                                           block_client&) {
  switch (request.what) {
    case block_request::kind::read:
      return read(request, now);
    case block_request::kind::write:
      return write(request, now);
    case block_request::kind::flush:
      break;
  }
  const instant done = std::max(now, state_.behind_until);
  return outcome{store_.flush(), done - now + parameters_.buffer_overhead};
}

block_medium::outcome disk_mechanics::read(const block_request& request, instant now) {
  const std::uint64_t count = request.data.size() / sector_bytes;
  const std::uint64_t end = request.lba + count;
  if (!store_.read(request.lba, request.data)) return {false, parameters_.command_overhead};
  if (request.lba >= state_.buffer_first && end <= state_.stream_end) {
    const instant there = end <= state_.stream_first
                              ? now
                              : state_.stream_from + passing(state_.stream_first, end - state_.stream_first);
    read_on(end, now);
    return {true, (there > now ? there - now : duration{}) + parameters_.buffer_overhead};
  }
  const instant begins = access(request.lba, std::max(now, state_.behind_until));
  state_.buffer_first = state_.stream_first = request.lba;
  state_.stream_from = begins;
  state_.stream_end =
      parameters_.read_ahead == 0 ? request.lba : std::min(end + parameters_.read_ahead, sectors());
  return {true, begins + passing(request.lba, count) - now};
}

/// After sectors up to `end` were asked for: the drive keeps its distance ahead of the host. Once it had
/// stopped there, the next sector has to come round again.
void disk_mechanics::read_on(std::uint64_t end, instant now) {
  const std::uint64_t wanted = std::min(end + parameters_.read_ahead, sectors());
  if (wanted <= state_.stream_end) return;
  if (state_.stream_from + passing(state_.stream_first, state_.stream_end - state_.stream_first) <= now) {
    state_.stream_first = state_.stream_end;
    state_.stream_from = under_head(state_.stream_end, now);
  }
  state_.stream_end = wanted;
  state_.cylinder = cylinder_of(end - 1);
  if (state_.stream_first - state_.buffer_first > parameters_.buffer_sectors)
    state_.buffer_first = state_.stream_first - parameters_.buffer_sectors;
}

block_medium::outcome disk_mechanics::write(const block_request& request, instant now) {
  const std::uint64_t count = request.data.size() / sector_bytes;
  if (!store_.write(request.lba, request.data)) return {false, parameters_.command_overhead};
  const bool goes_on = state_.behind_until > now && request.lba == state_.behind_end;
  const instant begins =
      goes_on ? state_.behind_until : access(request.lba, std::max(now, state_.behind_until));
  state_.behind_until = begins + passing(request.lba, count);
  state_.behind_end = request.lba + count;
  state_.buffer_first = state_.stream_first = state_.stream_end = 0;  // the arm has left the stream
  const duration behind = state_.behind_until - now;
  const duration waits = behind > parameters_.write_behind ? behind - parameters_.write_behind : duration{};
  return {true, std::max(waits, parameters_.buffer_overhead)};
}

}  // namespace trapline::devices
