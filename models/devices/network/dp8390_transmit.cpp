/// Transmission and loopback (data sheet, "Packet Transmission", "Loopback Diagnostics").
#include <algorithm>

#include "models/devices/network/dp8390.h"

namespace trapline::devices {

using namespace dp8390_bits;

namespace {

enum loopback_path : unsigned { no_loopback, inside_controller, inside_encoder, over_cable };

}  // namespace

std::uint16_t dp8390::local(std::uint16_t address) const {
  return word_wide() && (s_.dcr & bos) != 0 ? address ^ 1U : address;
}

ethernet_frame dp8390::frame_to_send() const {
  ethernet_frame f;
  auto address = static_cast<std::uint16_t>(s_.tpsr << 8);
  // In loopback the receiver has one half of the bus; of each word one byte goes the round, BOS says which.
  const bool halves = loopback() != no_loopback && word_wide();
  const unsigned step = halves ? 2 : 1;
  if (halves && (s_.dcr & bos) != 0) ++address;
  f.bytes.reserve(s_.tbcr + ethernet::fcs_bytes);
  for (unsigned i = 0; i < s_.tbcr; i += step) {
    f.bytes.push_back(static_cast<std::byte>(memory_.read(halves ? address : local(address))));
    address = static_cast<std::uint16_t>(address + step);
  }
  if ((s_.tcr & crc_inhibited) == 0) ethernet::append_fcs(f.bytes);
  return f;
}

void dp8390::transmit(instant now) {
  if (s_.transmitting || s_.transmitter_held) return;
  const ethernet_frame frame = frame_to_send();
  s_.transmitting = true;
  s_.clda = static_cast<std::uint16_t>((s_.tpsr << 8) + s_.tbcr);
  s_.tx_status = sent | not_deferred;
  s_.tx_due = now + ethernet::time_of(frame);
  const unsigned path = loopback();
  if (path == inside_controller) {
    s_.tx_status |= crs_lost | cdh;
  } else if (path == inside_encoder) {
    s_.tx_status |= cdh;
  } else if (medium_ == nullptr) {
    s_.tx_status |= crs_lost;
  } else {
    const ethernet_medium::sending sending = medium_->send(frame, now);
    s_.tx_due = now + sending.takes;
    if (sending.deferred) s_.tx_status &= static_cast<std::uint8_t>(~not_deferred);
    ++s_.counters.sent;
    if (sending.takes == duration{}) finish_transmission(now);
  }
}

void dp8390::finish_transmission(instant at) {
  s_.transmitting = false;
  s_.cr &= static_cast<std::uint8_t>(~txp);
  s_.tsr = s_.tx_status;
  s_.isr |= ptx;
  if ((s_.cr & stp) != 0) s_.isr |= rst;
  if (loopback() != no_loopback) loop_back();
  settle(at);
}

/// Nothing is stored: the FIFO keeps the last bytes, followed by their number, and the receive status tells
/// whether the check sequence was right. The one generator serves both directions, so that one that was
/// appended always shows as wrong.
void dp8390::loop_back() {
  const ethernet_frame frame = frame_to_send();
  const std::span<const std::byte> bytes{frame.bytes};
  s_.fifo_at = 0;
  s_.rsr = 0;
  if (!recognizes(bytes)) return;
  const bool right = (s_.tcr & crc_inhibited) != 0 && ethernet::crc_of(bytes) == ethernet::residue;
  s_.rsr = right ? intact : crc_error;
  std::size_t at = 0;
  for (; at < bytes.size(); ++at) s_.fifo[at % 8] = std::to_integer<std::uint8_t>(bytes[at]);
  const auto upper = static_cast<std::uint8_t>(bytes.size() >> 8);
  for (const std::uint8_t b : {static_cast<std::uint8_t>(bytes.size()), upper, upper}) s_.fifo[at++ % 8] = b;
}

}  // namespace trapline::devices
