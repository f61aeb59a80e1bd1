/// Reception (data sheet, "Address Recognition Logic", "Packet Reception", "Buffer Ring Overflow").
#include <algorithm>

#include "models/devices/network/dp8390.h"

namespace trapline::devices {

using namespace dp8390_bits;

namespace {

constexpr unsigned header_bytes = 4;
constexpr std::uint8_t tally_shows = 0x80, tally_sticks = 0xC0;
constexpr unsigned stops_transmitter = 62, frees_transmitter = 63;  // multicast hashes, with ATD

bool is_group(std::span<const std::byte> frame) { return (frame[0] & std::byte{1}) != std::byte{}; }

}  // namespace

bool dp8390::recognizes(std::span<const std::byte> frame) {
  if (frame.size() < s_.par.size()) return false;
  const auto destination = frame.first(s_.par.size());
  if (!is_group(frame)) {
    const auto own = std::as_bytes(std::span{s_.par});
    return (s_.rcr & pro) != 0 || std::equal(own.begin(), own.end(), destination.begin());
  }
  const auto all = std::as_bytes(std::span{broadcast_mac});
  if (std::equal(all.begin(), all.end(), destination.begin())) return (s_.rcr & ab) != 0;
  if ((s_.rcr & am) == 0) return false;
  const unsigned hash = ethernet::crc_of(destination) >> 26;
  if ((s_.mar[hash / 8] >> hash % 8 & 1) == 0) return false;
  if ((s_.tcr & atd) != 0 && hash >= stops_transmitter) s_.transmitter_held = hash != frees_transmitter;
  return true;
}

void dp8390::count(tally which) {
  std::uint8_t& n = s_.tallies[which];
  if (n < tally_sticks) ++n;
  if (n >= tally_shows) s_.isr |= cnt;
}

void dp8390::miss(std::uint8_t status) {
  s_.rsr = static_cast<std::uint8_t>(status | mpa);
  s_.isr |= rxe;
  count(missed_packets);
}

void dp8390::receive(const ethernet_frame& frame, instant at) {
  const std::span<const std::byte> bytes{frame.bytes};
  if (!s_.active || loopback() != 0) return;
  if (bytes.size() < ethernet::shortest_frame && (s_.rcr & ar) == 0) return;
  if (!recognizes(bytes)) return;
  // What the frame let go may have waited.
  if (!s_.transmitter_held && (s_.cr & txp) != 0) transmit(at);

  const bool broken = ethernet::crc_of(bytes) != ethernet::residue;
  const bool misaligned = broken && frame.extra_bits != 0;
  std::uint8_t status = is_group(bytes) ? phy : 0;
  if (broken) status |= crc_error;
  if (misaligned) status |= fae;
  if (broken) count(misaligned ? alignment_errors : crc_errors);

  if ((s_.rcr & mon) != 0) {
    miss(status | dis);
  } else if (broken && (s_.rcr & sep) == 0) {
    s_.rsr = status;
    s_.isr |= rxe;
  } else if (store(bytes, broken ? status : status | intact)) {
    s_.rsr = broken ? status : status | intact;
    s_.isr |= broken ? rxe : prx;
    ++s_.counters.received;
  } else {
    miss(0);
    s_.isr |= ovw | rst;
    ++s_.counters.missed;
  }
  settle(at);
}

std::uint8_t dp8390::page_after(std::uint8_t page) const {
  const auto next = static_cast<std::uint8_t>(page + 1);
  return next == s_.pstop ? s_.pstart : next;
}

/// A header of status, next page and length, and the frame behind it, in the ring from the current page on.
/// @returns false if the boundary was in the way; the pages up to it have been written, and belong to nobody.
bool dp8390::store(std::span<const std::byte> frame, std::uint8_t status) {
  const auto put = [this](unsigned address, std::uint8_t byte) {
    memory_.write(local(static_cast<std::uint16_t>(address)), byte);
  };
  std::uint8_t page = s_.curr;
  unsigned in_page = header_bytes;
  for (const std::byte b : frame) {
    if (in_page == 0x100) {
      page = page_after(page);
      in_page = 0;
      if (page == s_.bnry) return false;
    }
    put(page * 0x100U + in_page++, std::to_integer<std::uint8_t>(b));
  }
  s_.clda = static_cast<std::uint16_t>(page * 0x100U + in_page);
  const std::uint8_t next = page_after(page);
  if (next == s_.bnry) return false;
  const unsigned header = s_.curr * 0x100U;
  put(header, status);
  put(header + 1, next);
  put(header + 2, static_cast<std::uint8_t>(frame.size()));
  put(header + 3, static_cast<std::uint8_t>(frame.size() >> 8));
  s_.curr = s_.local_next = next;
  return true;
}

}  // namespace trapline::devices
