#include "models/vmm/installation/network_channel.h"

#include <algorithm>

namespace trapline::vmm {

namespace {

constexpr std::uint64_t block_bytes = 512;
constexpr std::uint64_t tftp_header = 4, udp_header = 8, ip_header = 20;
constexpr std::uint64_t ethernet_header = 14, ethernet_least = 60, ethernet_check = 4, preamble_and_gap = 20;

}  // namespace

duration network_channel::time_of(std::uint64_t tftp_bytes, std::uint64_t bits_per_second) {
  const std::uint64_t frame =
      std::max(ethernet_header + ip_header + udp_header + tftp_bytes, ethernet_least) + ethernet_check +
      preamble_and_gap;
  constexpr std::uint64_t ps_a_second = 1'000'000'000'000;
  return duration::ps(frame * 8 * (ps_a_second / bits_per_second));
}

void network_channel::begin(const device_image& image) {
  bytes_ = image.bytes();
  received_ = pages_handed_ = expected_ = 0;
}

image_channel::turn network_channel::go_on(processor::step_meter& m, processor::physical_processor& cpu,
                                           device_os& os) {
  if (expected_ > 0) {
    received_ += expected_;
    expected_ = 0;
    m.charge(cpu, os.costs(), read_image);
  }
  if (received_ >= std::min((pages_handed_ + 1) * image_page_bytes, bytes_)) {
    m.charge(cpu, os.costs(), paths_.hand_over);
    m.charge(cpu, os.costs(), copy_page);
    ++pages_handed_;
    return turn::page;
  }
  // The request, or the acknowledgement of what came, and the next block.
  expected_ = std::min(block_bytes, bytes_ - received_);
  m.charge(cpu, os.costs(), read_image);
  cpu.take_turn();
  interrupt_.call_at(cpu.now() + time_of(tftp_header, wire_.bits_per_second) + wire_.server +
                         time_of(tftp_header + expected_, wire_.bits_per_second),
                     *this);
  return turn::waits;
}

}  // namespace trapline::vmm
