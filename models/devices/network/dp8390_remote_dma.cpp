/// The remote DMA, between buffer memory and the host (data sheet, "Remote DMA" and "Send Packet Command").
#include "models/devices/network/dp8390.h"

namespace trapline::devices {

using namespace dp8390_bits;
using remote = dp8390_state::remote;

void dp8390::begin_remote(unsigned command) {
  if ((command & abort_remote) != 0) {
    s_.dma = remote::none;
    return;
  }
  switch (command) {
    case remote_read:
      s_.dma = remote::read;
      break;
    case remote_write:
      s_.dma = remote::write;
      break;
    case send_packet:
      if ((s_.dcr & arm) == 0) return;
      s_.dma = remote::send_packet;
      s_.rsar = static_cast<std::uint16_t>(s_.bnry << 8);
      s_.remote_next = memory_.read(local(static_cast<std::uint16_t>(s_.rsar + 1)));
      s_.rbcr = static_cast<std::uint16_t>(memory_.read(local(static_cast<std::uint16_t>(s_.rsar + 2))) |
                                           memory_.read(local(static_cast<std::uint16_t>(s_.rsar + 3))) << 8);
      break;
    default:
      return;
  }
  s_.crda = s_.rsar;
  if (s_.rbcr != 0) return;
  s_.dma = remote::none;
  s_.isr |= rdc;
}

std::uint16_t dp8390::read_data(instant now) {
  if (s_.dma != remote::read && s_.dma != remote::send_packet) return 0xFFFF;
  std::uint16_t value;
  if (word_wide()) {
    const auto even = static_cast<std::uint16_t>(s_.crda & ~1U);
    value = static_cast<std::uint16_t>(memory_.read(even) | memory_.read(static_cast<std::uint16_t>(even + 1))
                                                                << 8);
  } else {
    value = static_cast<std::uint16_t>(0xFF00 | memory_.read(s_.crda));
  }
  step_remote(now);
  return value;
}

void dp8390::write_data(std::uint16_t value, instant now) {
  if (s_.dma != remote::write) return;
  if (word_wide()) {
    const auto even = static_cast<std::uint16_t>(s_.crda & ~1U);
    memory_.write(even, static_cast<std::uint8_t>(value));
    memory_.write(static_cast<std::uint16_t>(even + 1), static_cast<std::uint8_t>(value >> 8));
  } else {
    memory_.write(s_.crda, static_cast<std::uint8_t>(value));
  }
  step_remote(now);
}

void dp8390::step_remote(instant now) {
  const unsigned width = word_wide() ? 2 : 1;
  s_.crda = static_cast<std::uint16_t>(s_.crda + width);
  if ((s_.crda & ~(width - 1)) == s_.pstop * 0x100U) s_.crda = static_cast<std::uint16_t>(s_.pstart * 0x100U);
  s_.rbcr = static_cast<std::uint16_t>(s_.rbcr > width ? s_.rbcr - width : 0);
  if (s_.rbcr != 0) return;
  if (s_.dma == remote::send_packet) s_.bnry = s_.remote_next;
  s_.dma = remote::none;
  s_.isr |= rdc;
  settle(now);
}

}  // namespace trapline::devices
