#include "models/vmm/injection/interrupt_wire.h"

#include "models/vmm/virtual_time/virtual_time.h"

namespace trapline::vmm {

interrupt_wire::way interrupt_wire::way_to(place to) {
  const place from = from_.where().at();
  const auto known = ways_.find({from, to});
  if (known != ways_.end()) return known->second;
  way w{&end_, nullptr};
  if (from != to && carrier_ != nullptr) {
    w.crossing = &carrier_->across(from, to, end_);
    w.begins = w.crossing;
  }
  if (clock_ != nullptr) w.begins = &clock_->by_the_wall_clock(*w.begins);
  return ways_[{from, to}] = w;
}

void interrupt_wire::set_level(bool high, instant at) {
  if (heard_) heard_(high, at);
  begins_->set_level(high, at);
}

void interrupt_wire::connect(place to) {
  const way w = way_to(to);
  taken_ = w.crossing;
  begins_ = w.begins;
  line_.connect(*this);
}

void interrupt_wire::take_way_to(place to, instant now) {
  const way w = way_to(to);
  if (taken_ != nullptr && taken_ != w.crossing) taken_->bring_in(now);
  taken_ = w.crossing;
  begins_ = w.begins;
}

}  // namespace trapline::vmm
