#include "platform/recordings/processor_shares.h"

#include <algorithm>
#include <functional>

namespace trapline {

void processor_shares::halve() {
  for (std::vector<stretch>& all : by_processor_) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const stretch here = all[i];
      if (i % 2 == 0)
        all[i / 2] = here;
      else
        std::ranges::transform(all[i / 2], here, all[i / 2].begin(), std::plus{});
    }
    all.resize((all.size() + 1) / 2);
  }
  length_ *= 2;
}

void processor_shares::processor_spent(const processor_span& s) {
  if (by_processor_.size() <= s.index) by_processor_.resize(s.index + 1);
  while (s.to.count() > most * length_) halve();
  std::vector<stretch>& all = by_processor_[s.index];
  for (std::uint64_t from = s.from.count(); from < s.to.count();) {
    const std::size_t at = from / length_;
    const std::uint64_t to = std::min(s.to.count(), (at + 1) * length_);
    if (all.size() <= at) all.resize(at + 1);
    all[at][static_cast<std::size_t>(s.on)] += to - from;
    from = to;
  }
}

nlohmann::ordered_json processor_shares::report(const std::vector<std::uint64_t>& totals) const {
  // Guest code tells nothing: a run that ends with it may be longer than what was told of.
  processor_shares whole = *this;
  for (const std::uint64_t total : totals)
    while (total > most * whole.length_) whole.halve();
  whole.by_processor_.resize(totals.size());
  auto all = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < totals.size(); ++i) {
    auto& stretches = all.emplace_back(nlohmann::ordered_json::array());
    whole.by_processor_[i].resize((totals[i] + whole.length_ - 1) / whole.length_);
    std::uint64_t from = 0;
    for (const stretch& s : whole.by_processor_[i]) {
      const auto of = [&s](account a) { return s[static_cast<std::size_t>(a)]; };
      const std::uint64_t length = std::min(whole.length_, totals[i] - from);
      const std::uint64_t others = of(account::monitor) + of(account::service_os) + of(account::idle);
      stretches.push_back(
          {length - others, of(account::monitor), of(account::service_os), of(account::idle)});
      from += length;
    }
  }
  return all;
}

}  // namespace trapline
