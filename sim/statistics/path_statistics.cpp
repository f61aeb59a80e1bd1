#include "sim/statistics/path_statistics.h"

#include <algorithm>
#include <utility>

namespace trapline {
namespace {

template <class Statistics, class Same, class... Key>
Statistics& found_or_made(std::deque<Statistics>& all, Same same, const Key&... key) {
  const auto found = std::ranges::find_if(all, same);
  if (found != all.end()) return *found;
  return all.emplace_back(Statistics{key..., {}});
}

}  // namespace

void operation_statistics::fold_another(const access_record& record) {
  if (in_sum_ > 0) settle();
  totals_.add(record.total());
  if (record.shape() != nullptr) {
    added_up_ = record;
    in_sum_ = 1;
    return;
  }
  add_steps(record, 1, 1);
  // Where costs are drawn no two totals in a row are the same, and nothing is worth being kept.
  const bool came_twice = record.total() == last_total_;
  last_total_ = record.total();
  if (!came_twice) return;
  settle();
  like_ = record;
  kept_like_ = record.kept() ? &record : nullptr;
}

void operation_statistics::settle() const {
  if (alike_ > 0) {
    totals_.add(like_.total(), alike_);
    add_steps(like_, alike_, alike_);
    alike_ = 0;
  }
  if (in_sum_ > 0) add_steps(added_up_, std::exchange(in_sum_, 0), 1);
  added_up_.clear();
}

void operation_statistics::add_steps(const access_record& record, std::uint64_t records,
                                     std::uint64_t each) const {
  std::size_t expected = 0;
  bool in_divider = false, after = false;
  for (const charged_step& s : record.steps()) {
    after = after || (in_divider && s.what != divider_);
    in_divider = is_divided_ && s.what == divider_;
    std::size_t at = expected;
    if (at == steps_.size() || !steps_[at].is_of(s, after)) at = place_of(s, after, expected);
    steps_[at].add(s.took * each, records);
    // A step that is taken again does not lead back in time.
    if (at >= expected) expected = at + 1;
  }
}

std::size_t operation_statistics::place_of(const charged_step& s, bool after_divider,
                                           std::size_t expected) const {
  const auto same = [&](const step_sum& sum) { return sum.is_of(s, after_divider); };
  const auto begin = steps_.begin();
  const auto from = begin + static_cast<std::ptrdiff_t>(expected);
  // Looking ahead before looking back keeps the order; a step taken twice has one sum.
  auto found = std::find_if(from, steps_.end(), same);
  if (found == steps_.end()) {
    found = std::find_if(begin, from, same);
    if (found == from) found = steps_.end();
  }
  if (found != steps_.end()) return static_cast<std::size_t>(found - begin);
  steps_.insert(from, step_sum{s.in, s.what, after_divider, 0, cycles{}});
  return expected;
}

path_statistics& run_statistics::path(const path_key& key) {
  return found_or_made(
      paths_, [&](const path_statistics& p) { return p.key == key; }, key);
}

exit_statistics& run_statistics::exit(const std::string& vm, const std::string& reason) {
  return found_or_made(
      exits_, [&](const exit_statistics& e) { return e.vm == vm && e.reason == reason; }, vm, reason);
}

interrupt_statistics& run_statistics::interrupt(const std::string& vm, const std::string& source,
                                                const std::string& injection) {
  const auto found = std::ranges::find_if(interrupts_, [&](const interrupt_statistics& i) {
    return i.vm == vm && i.source == source && i.injection == injection;
  });
  if (found != interrupts_.end()) return *found;
  interrupt_statistics& made = interrupts_.emplace_back();
  made.to_handler = made.to_eoi = made.story = operation_statistics{steps_.divider};
  made.vm = vm;
  made.source = source;
  made.injection = injection;
  return made;
}

void run_statistics::reset(const std::string& vm) {
  for (path_statistics& p : paths_)
    if (p.key.vm == vm) p.accesses.reset();
  for (exit_statistics& e : exits_)
    if (e.vm == vm) e.away.clear();
  for (interrupt_statistics& i : interrupts_) {
    if (i.vm != vm) continue;
    i.raised = i.pending;
    i.delivered = i.merged = i.dropped = 0;
    i.behind_before = i.behind();
    i.to_handler.reset();
    i.to_eoi.reset();
    i.story.reset();
  }
}

}  // namespace trapline
