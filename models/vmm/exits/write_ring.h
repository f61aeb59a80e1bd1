/// Writes that a guest goes on without: the monitor puts them into a ring, and the device models, which are far from
/// it, see them when they are asked for something else. KVM calls that coalesced writes (KVM_CAP_COALESCED_PIO and
/// _MMIO), Xen buffered I/O. Values stay what they are without it: whoever asks a model far away finds it as if it
/// had seen every write; only what a write sets off by itself (an interrupt, a line) comes later.
/// Not modelled: a timer that empties it (Xen's device model looks at its ring every 100 ms, QEMU also when it
/// refreshes the picture): a guest that never asks for anything leaves its last writes there until it ends.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "models/vmm/exits/ioreq.h"

namespace trapline::vmm {

/// Ports or guest-physical addresses.
struct address_range {
  ioreq_kind kind = ioreq_kind::port;
  std::uint64_t first = 0, last = 0;

  bool holds(const ioreq& op) const { return op.kind == kind && op.address >= first && op.address <= last; }
  bool operator==(const address_range&) const = default;
};

inline bool any_holds(const std::vector<address_range>& ranges, const ioreq& op) {
  return std::ranges::any_of(ranges, [&](const address_range& r) { return r.holds(op); });
}

/// Writes that a virtual machine does not wait for; none, unless it was asked for.
struct unawaited_writes {
  std::vector<address_range> buffered;  ///< kept in a ring
  std::vector<address_range> events;    ///< signalled to a thread of the user-mode VMM (KVM's ioeventfd)
  bool thread_each = false;             ///< a thread for each of them, instead of one for all
};

class write_ring {
 public:
  /// One page of struct kvm_coalesced_mmio (24 bytes) behind two indices, of which one is never used: linux/kvm.h.
  static constexpr std::size_t kvm_room = (4096 - 8) / 24 - 1;
  /// IOREQ_BUFFER_SLOT_NUM of Xen's public/hvm/ioreq.h.
  static constexpr std::size_t xen_room = 511;

  void serve(std::vector<address_range> ranges, std::size_t room) {
    ranges_ = std::move(ranges);
    room_ = room;
  }
  bool covers(const ioreq& op) const { return any_holds(ranges_, op); }
  /// Whether the guest may go on without this; one that finds no room is carried out as any other.
  bool takes(const ioreq& op) const { return !op.is_read && waiting_.size() < room_ && covers(op); }
  void put(const ioreq& op) { waiting_.push_back(op); }
  bool empty() const { return waiting_.empty(); }
  /// The oldest; nothing if there is none.
  std::optional<ioreq> take() {
    if (waiting_.empty()) return std::nullopt;
    const ioreq oldest = waiting_.front();
    waiting_.pop_front();
    return oldest;
  }
  /// The devices are reset: what they have not seen they never will.
  void clear() {
    waiting_.clear();
    ++resets_;
  }
  /// How often they were.
  unsigned resets() const { return resets_; }

 private:
  std::vector<address_range> ranges_;
  std::size_t room_ = 0;
  unsigned resets_ = 0;
  std::deque<ioreq> waiting_;
};

}  // namespace trapline::vmm
