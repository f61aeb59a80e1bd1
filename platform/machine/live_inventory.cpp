#include "platform/machine/live_inventory.h"

#include <cstdio>

#include "models/vmm/board/counted_name.h"
#include "sim/configuration/quantity.h"
#include "sim/results/results_json.h"

namespace trapline {

namespace {

using control::ordered_json;

/// "40h-43h, 61h"
std::string ports_of(const vmm::device_model& m) {
  std::string all;
  for (const vmm::device_parts::chip& c : m.parts().chips())
    for (const devices::port_window& w : c.it->ports()) {
      char text[32];
      std::snprintf(text, sizeof text, w.count > 1 ? "%s%Xh-%Xh" : "%s%Xh", all.empty() ? "" : ", ",
                    unsigned{w.first_port}, unsigned{w.first_port} + w.count - 1U);
      all += text;
    }
  return all;
}

std::string lines_of(const vmm::device_model& m) {
  std::string all;
  for (const vmm::device_parts::interrupt& i : m.parts().interrupts())
    all += (all.empty() ? "" : ", ") + std::to_string(i.irq);
  return all;
}

std::uint64_t accesses(const results& r, const std::string& vm, const std::string& device,
                       const std::string& path) {
  std::uint64_t sum = 0;
  for (const path_result& p : r.paths)
    if (p.vm == vm && vmm::device_counted_as(p.device) == device && p.path == path) sum += p.took.count;
  return sum;
}

}  // namespace

ordered_json live_inventory::vms() const {
  ordered_json all = ordered_json::array();
  for (const operated_pc& pc : pcs_()) {
    const auto& end = pc.fate.end();
    all.push_back({{"name", pc.name},
                   {"guest", pc.guest.settings().guest.name},
                   {"memory", size_text(pc.guest.settings().memory_bytes)},
                   {"state", end ? "ended" : pc.state},
                   {"end", end ? ordered_json(end->reason) : ordered_json(nullptr)},
                   {"instructions", pc.cpu.core().instructions()}});
  }
  return all;
}

ordered_json live_inventory::devices(const std::string& vm) const {
  const results r = so_far_();
  const std::vector<operated_pc> all_of_them = pcs_();
  const operated_pc pc = vm.empty() ? all_of_them.front() : pc_named(pcs_, vm);
  ordered_json all = ordered_json::array();
  for (const vmm::device_model& m : pc.devices.models()) {
    const std::string where = monitored_ ? std::string{name_of(m.where().at())} : "native";
    all.push_back({{"vm", pc.name},
                   {"device", m.device()},
                   {"place", std::string{name_of(m.where().at())}},
                   {"ports", ports_of(m)},
                   {"irq", lines_of(m)},
                   {"accesses_there", accesses(r, pc.name, m.device(), where)}});
  }
  return all;
}

ordered_json live_inventory::physical_devices() const {
  ordered_json all = ordered_json::array();
  for (const vmm::device_model& m : static_cast<const vmm::board&>(physical_).models())
    all.push_back({{"device", m.device()}, {"ports", ports_of(m)}, {"irq", lines_of(m)}});
  return all;
}

ordered_json live_inventory::media(control::medium in) const {
  ordered_json all = ordered_json::array();
  for (const operated_pc& pc : pcs_()) {
    const bool is_disk = in == control::medium::disk;
    const devices::disk_image* const image = is_disk ? pc.guest.disk() : pc.guest.floppy();
    if (is_disk && image == nullptr) continue;
    all.push_back(
        {{"vm", pc.name},
         {"image", image == nullptr ? ordered_json(nullptr) : ordered_json(image->path())},
         {"size", image == nullptr ? ordered_json(nullptr)
                                   : ordered_json(size_text(image->sectors() * devices::sector_bytes))},
         {"writable", image != nullptr && image->writable()}});
  }
  return all;
}

ordered_json live_inventory::paths(const std::string& vm) const {
  ordered_json all = ordered_json::array();
  for (const path_result& p : so_far_().paths)
    if (p.vm == vm)
      all.push_back({{"device", p.device},
                     {"path", p.path},
                     {"direction", p.towards == direction::in ? "in" : "out"},
                     {"count", p.took.count},
                     {"mean_cycles", p.took.count == 0 ? 0.0 : rounded(p.took.mean())},
                     {"p99_cycles", p.took.p99},
                     {"max_cycles", p.took.max}});
  return all;
}

std::string live_inventory::whole_results() const { return text_of(to_json(so_far_())); }

}  // namespace trapline
