#include "models/vmm/drivers/network_bridge.h"

#include "models/vmm/drivers/device_os.h"
#include "models/vmm/drivers/network_paths.h"

namespace trapline::vmm {

using devices::ethernet_frame;
using devices::mac_address;
using processor::physical_processor;
using processor::step_meter;

namespace {

/// What a bridge passes on (IEEE 802.1D, 7.5); the rest is no frame for whoever would get it either.
bool is_valid(const ethernet_frame& f) {
  return f.bytes.size() >= devices::ethernet::shortest_frame &&
         f.bytes.size() <= devices::ethernet::longest_frame && f.extra_bits == 0 &&
         devices::ethernet::crc_of(f.bytes) == devices::ethernet::residue;
}

mac_address address_at(const ethernet_frame& f, std::size_t at) {
  mac_address a{};
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = std::to_integer<std::uint8_t>(f.bytes[at + i]);
  return a;
}

bool is_group(const mac_address& a) { return (a[0] & 1) != 0; }

}  // namespace

devices::ethernet_medium& network_bridge::port::plug_in(devices::ethernet_station& s) {
  station_ = &s;
  return *this;
}

devices::ethernet_medium::sending network_bridge::port::send(const ethernet_frame& frame, instant now) {
  if (watcher_) watcher_(frame, now);
  if (waiting_.size() == port_capacity) {
    ++lost_;
    return {};
  }
  waiting_.push_back(frame);
  bridge_.os_.ask(*this, user_->where(), now);
  return {};
}

void network_bridge::port::run(physical_processor& cpu, device_os& os) {
  step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  const ethernet_frame frame = std::move(waiting_.front());
  waiting_.pop_front();
  bridge_.charge_copy(m, cpu, frame);
  bridge_.forward(m, cpu, frame, this);
  // One at a time, so that nobody's flood keeps the others waiting.
  cpu.take_turn();
  if (!waiting_.empty()) os.submit(*this, cpu.now());
}

void network_bridge::port::deliver(step_meter& m, physical_processor& cpu, const ethernet_frame& frame) {
  bridge_.charge_copy(m, cpu, frame);
  bridge_.os_.pass_on(m, cpu, user_->where(), [&] {
    if (watcher_) watcher_(frame, cpu.now());
    station_->receive(frame, cpu.now());
  });
}

void network_bridge::charge_copy(step_meter& m, physical_processor& cpu, const ethernet_frame& frame) {
  m.charge_times(cpu, os_.costs(), packet_copied, (frame.bytes.size() + copied_at_once - 1) / copied_at_once);
}

void network_bridge::arrived(step_meter& m, physical_processor& cpu, const ethernet_frame& frame) {
  forward(m, cpu, frame, nullptr);
}

void network_bridge::forward(step_meter& m, physical_processor& cpu, const ethernet_frame& frame,
                             port* from) {
  m.charge(cpu, os_.costs(), packet_bridged);
  cpu.take_turn();
  if (!is_valid(frame)) return;
  const mac_address to = address_at(frame, 0), sender = address_at(frame, sizeof(mac_address));
  if (!is_group(sender)) known_[sender] = from;
  const auto known = is_group(to) ? known_.end() : known_.find(to);
  if (known != known_.end()) {
    if (known->second == from) return;
    if (known->second != nullptr) return known->second->deliver(m, cpu, frame);
  } else {
    for (port& p : ports_)
      if (&p != from) p.deliver(m, cpu, frame);
  }
  if (uplink_ == nullptr || from == nullptr) return;
  cpu.take_turn();
  uplink_->transmit(frame, cpu.now());
}

}  // namespace trapline::vmm
