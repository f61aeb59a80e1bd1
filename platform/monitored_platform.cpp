#include "platform/monitored_platform.h"

#include <algorithm>

#include "models/vmm/monitor.h"
#include "models/vmm/scheduling_policies.h"
#include "platform/machine/result_parts.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

constexpr std::uint64_t mib = 1024 * 1024;

std::unique_ptr<disk_array> array_of(std::deque<loaded_guest>& guests) {
  auto array = std::make_unique<disk_array>();
  for (loaded_guest& g : guests)
    if (g.disk() != nullptr) array->add(*g.disk());
  return array->empty() ? nullptr : std::move(array);
}

}  // namespace

monitored_platform::monitored_platform(const scenario& s, std::deque<loaded_guest>& guests)
    : scenario_{s},
      store_{array_of(guests)},
      drive_{store_ == nullptr ? nullptr : std::make_unique<devices::disk_mechanics>(*store_)},
      machine_{s.profile,
               {s.processors, s.memory_bytes, s.quantum},
               {},
               {.disk = drive_.get(), .memory_bytes = s.memory_bytes}},
      typist_{machine_} {
  if (guests.size() == 1 || machine_.processors.size() == 1) return;
  for (processor::physical_processor& cpu : machine_.processors) cpu.join(team_);
}

std::unique_ptr<vmm::domain_scheduler> monitored_platform::policy_of(const scenario& s) {
  for (const vmm::scheduling_policy& p : vmm::scheduling_policies())
    if (p.name == s.scheduler.policy) return p.make({s.processors, s.scheduler.slice});
  throw config_error({}, "scheduler.policy", "is \"" + s.scheduler.policy + "\"", "there is no such policy");
}

std::unique_ptr<vmm::domain_scheduler> monitored_platform::scheduler_for(const scenario& s) {
  auto scheduler = std::make_unique<changing_scheduler>(policy_of(s));
  scheduler_ = scheduler.get();
  return scheduler;
}

void monitored_platform::share(vmm::domain& d, const vm_settings& s) {
  d.weight = s.weight;
  d.cap = s.cap;
  d.processors = s.processors;
}

void monitored_platform::keep_timers_for(vmm::domain& d) {
  for (location& l : places_) l.timers.kept_for(d);
}

void monitored_platform::set_lookahead(const cost_sampler& costs, std::vector<step> least) {
  least_before_touch_ = std::move(least);
  cycles sum;
  for (const step s : least_before_touch_) sum += costs.least(s);
  // A processor's time is rounded to picoseconds in either direction.
  machine_.order.set_lookahead(machine_.processors.front().clock().span(sum) - duration::ns(1));
}

std::span<std::byte> monitored_platform::region(std::uint64_t bytes) {
  if (allocated_ + bytes > machine_.dram.size())
    throw config_error({}, "platform.memory", "the machine's " + std::to_string(machine_.dram.size() / mib) +
                       " MiB do not hold the monitor (80 MiB) and all virtual machines",
                       "give it more, or the virtual machines less (vm.memory, vms)");
  const auto r = machine_.dram.contents().subspan(allocated_, bytes);
  allocated_ += bytes;
  return r;
}

void monitored_platform::populate(vmm::device_os& os, std::deque<loaded_guest>& guests, run_measurement& m) {
  os_ = &os;
  disk_driver_.emplace(os);
  os.attach(vmm::keyboard_driver::irq, keyboard_driver_);
  if (drive_) os.attach(vmm::disk_driver::irq, *disk_driver_);
  const auto [keyboard, model] = machine_.devices.role<devices::keyboard_port>();
  keyboard->set_up_as_firmware_does(instant{});
  model->rearm();
  for (loaded_guest& g : guests) add_guest(os, g, m);
  mover_.emplace(scenario_.placement_changes, guests_, machine_.calendar);
  typist_.start();
  if (drive_ || std::ranges::any_of(scenario_.vms, [](const vm_settings& v) { return !v.input.empty(); }))
    devices_interrupt();
}

void monitored_platform::expect_changes() {
  for (virtual_pc& g : guests_) g.machine().attended = true;
}

void monitored_platform::adopt_costs(const scenario& before, const scenario& next) {
  const bool same = next.profile.file() == before.profile.file() && next.costs_spread == before.costs_spread &&
                    next.seed == before.seed;
  if (same) return;
  cost_sampler& costs = monitor().costs();
  costs = cost_sampler{next.profile, next.seed, next.costs_spread};
  // What a guest that runs was said to touch first rested on the old costs: it may be at once.
  machine_.order.set_lookahead(duration{});
  for (const processor::physical_processor& cpu : machine_.processors)
    if (cpu.guest() != nullptr) machine_.order.guest_at(cpu.index(), machine_.order.reached(cpu.index()));
  set_lookahead(costs, least_before_touch_);
}

void monitored_platform::adopt(const scenario& before, const scenario& next, instant now) {
  adopt_costs(before, next);
  for (std::size_t vm = 0; vm < guests_.size(); ++vm) guests_[vm].adopt(before.vms[vm], next.vms[vm], now);
  adopt_own(before, next, now);
  const scheduler_settings &was = before.scheduler, &is = next.scheduler;
  if (is.policy != was.policy || is.slice != was.slice) scheduler_->change_to(policy_of(next), now);
}

devices::block_medium* monitored_platform::disk_for(loaded_guest& g) {
  if (g.disk() == nullptr) return nullptr;
  const std::uint64_t first = disk_offset_;
  disk_offset_ += g.disk()->sectors();
  return &disk_driver_->add_range(first, g.disk()->sectors(), g.disk()->writable());
}

vmm::image_server* monitored_platform::floppy_for(vmm::device_os& os, loaded_guest& g) {
  return g.floppy() == nullptr ? nullptr : &floppies_.emplace_back(os, *g.floppy());
}

void monitored_platform::add_guest(vmm::device_os& os, loaded_guest& g, run_measurement& m) {
  places_ = make_places();
  virtual_pc& vm = guests_.emplace_back(
      g, virtual_pc::parts{*this, m, scenario_.profile.clock(), region(g.settings().memory_bytes),
                           disk_for(g), floppy_for(os, g)});
  vm.machine().fate.on_end = [this, &vm] {
    vm.machine().interrupts.close();
    vm.send_rest();
    if (over()) finish();
  };
  // Its run ends with the others', or keys come for it.
  if (vm.endless() || !g.settings().input.empty()) vm.machine().attended = true;
  typist_.add(g.settings().input, [this, &vm] { vm.take_attention(keyboard_driver_); });
}

void monitored_platform::connect(console& c) {
  virtual_pc& first = guests_.front();
  first.machine().attended = true;
  devices_interrupt();
  console_line_.emplace(c, machine_, first.serial_port());
  serial_driver_.emplace(first.serial_line());
  os_->attach(vmm::serial_driver::irq, *serial_driver_);
  first.listen_to_serial([this](char sent) { console_line_->sent(sent); });
}

void monitored_platform::tell(guest_listener& listener) {
  for (std::size_t vm = 0; vm < guests_.size(); ++vm) guests_[vm].tell(listener, vm);
}

bool monitored_platform::over() const {
  const auto waited_for = [](const virtual_pc& g) { return !g.endless(); };
  return std::ranges::any_of(guests_, waited_for) &&
         std::ranges::all_of(guests_, [&](const virtual_pc& g) { return g.ended() || !waited_for(g); });
}

void monitored_platform::give_up(const std::string& reason) {
  const bool outlived = over();
  for (virtual_pc& g : guests_) outlived ? g.machine().fate.outlived() : g.machine().fate.give_up(reason);
}

void monitored_platform::give_up_running(const std::string& reason) {
  for (virtual_pc& g : guests_)
    if (g.running()) g.machine().fate.give_up(reason);
}

void monitored_platform::report_to(results& r) {
  for (virtual_pc& g : guests_) r.vms.push_back(g.result());
  add_processors(machine_, r);
}

}  // namespace trapline
