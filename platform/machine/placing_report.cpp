#include "platform/machine/placing_report.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "models/vmm/board/counted_name.h"

namespace trapline {

namespace {

struct sum {
  std::uint64_t count = 0, cycles = 0;

  void add(const histogram& h) {
    count += h.count();
    cycles += h.sum().count();
  }
  double mean() const {
    return static_cast<double>(cycles) / static_cast<double>(std::max<std::uint64_t>(count, 1));
  }
};

struct use {
  sum near, far;
  std::uint64_t bytes = 0;  ///< of its image

  double count() const { return static_cast<double>(near.count + far.count); }
};

/// What accesses would take with those devices near that save most and together have no more bytes than the budget.
double best_of(const std::vector<std::pair<double, std::uint64_t>>& savings, std::uint64_t budget) {
  double best = 0;
  for (std::uint32_t chosen = 0; chosen < std::uint32_t{1} << savings.size(); ++chosen) {
    double saved = 0;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < savings.size(); ++i)
      if ((chosen >> i & 1) != 0) {
        saved += savings[i].first;
        bytes += savings[i].second;
      }
    if (bytes <= budget) best = std::max(best, saved);
  }
  return best;
}

}  // namespace

void add_placing(vm_result& vm, const placement& initial, place far, std::uint64_t budget,
                 image_collection& images, const run_statistics& all) {
  std::map<std::string, std::vector<placed_result>> moved;
  for (const install_statistics& i : all.installs()) {
    if (i.vm != vm.name || i.result == "refused") continue;
    auto& places = moved[i.device];
    if (places.empty()) places.push_back({i.device, std::string{name_of(initial.at(i.device))}, 0});
    places.push_back({i.device, i.to, i.end.nanoseconds()});
  }
  if (moved.empty()) return;
  for (const auto& [device, places] : moved)
    vm.placements.insert(vm.placements.end(), places.begin(), places.end());

  std::map<std::string, use> uses;
  sum near, far_ones;
  for (const path_statistics& p : all.paths()) {
    const std::string device = vmm::device_counted_as(p.key.device);
    if (p.key.vm != vm.name || !initial.contains(device) || p.accesses.totals().count() == 0) continue;
    const bool is_far = p.key.path == name_of(far);
    (is_far ? uses[device].far : uses[device].near).add(p.accesses.totals());
    (is_far ? far_ones : near).add(p.accesses.totals());
  }
  if (near.count == 0 || far_ones.count == 0) return;
  double spent = 0, worst = 0;
  std::vector<std::pair<double, std::uint64_t>> savings;
  for (auto& [device, u] : uses) {
    const vmm::device_image* image = images.image_of(vm.name, device);
    spent += static_cast<double>(u.near.cycles + u.far.cycles);
    const double if_far = u.count() * (u.far.count > 0 ? u.far.mean() : far_ones.mean());
    const double if_near = u.count() * (u.near.count > 0 ? u.near.mean() : near.mean());
    worst += if_far;
    if (image != nullptr && if_near < if_far) savings.emplace_back(if_far - if_near, image->bytes());
  }
  // More than these cannot matter: the rest saves least.
  constexpr std::size_t most = 16;
  std::ranges::sort(savings, std::ranges::greater{});
  if (savings.size() > most) savings.resize(most);
  const auto whole = [](double cycles) { return static_cast<std::uint64_t>(std::llround(cycles)); };
  vm.placing = {whole(spent), whole(worst - best_of(savings, budget)), whole(worst),
                static_cast<std::int64_t>(whole(worst)) - static_cast<std::int64_t>(whole(spent))};
}

}  // namespace trapline
