#include "platform/monitored_platform.h"

#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/vmm/exits/monitor.h"
#include "models/vmm/scheduling/scheduling_policies.h"
#include "platform/devices/network_addresses.h"
#include "platform/machine/placing_report.h"
#include "platform/machine/result_parts.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

std::unique_ptr<disk_array> array_of(machine_firmware* bios, std::deque<loaded_guest>& guests,
                                     image_collection* images) {
  auto array = std::make_unique<disk_array>();
  if (bios != nullptr) array->add(bios->disk());
  for (loaded_guest& g : guests)
    if (g.disk() != nullptr) array->add(*g.disk());
  if (images != nullptr) array->add(images->file_system());
  return array->empty() ? nullptr : std::move(array);
}

/// What the machine itself has under a monitor.
cards machine_cards(const scenario& s) {
  cards with;
  if (s.has_network()) with.network = {.irq = vmm::network_driver::irq, .address = machine_address};
  return with;
}

/// What the machine's devices are connected to.
surroundings connections(const scenario& s, machine_firmware* bios, devices::block_medium* disk,
                         machine_network& network) {
  surroundings all{.disk = disk,
                   .start = rtc_start(s.rtc),
                   .memory_bytes = s.memory_bytes,
                   .with = machine_cards(s),
                   .network = &network};
  if (bios != nullptr) bios->join(all);
  return all;
}

}  // namespace

monitored_platform::monitored_platform(const scenario& s, std::deque<loaded_guest>& guests)
    : scenario_{s},
      bios_{s.firmware ? std::make_unique<machine_firmware>(*s.firmware) : nullptr},
      images_{s.images.wanted ? std::make_unique<image_collection>(s) : nullptr},
      store_{array_of(bios_.get(), guests, images_.get())},
      drive_{store_ == nullptr ? nullptr : std::make_unique<devices::disk_mechanics>(*store_)},
      network_{s.network},
      machine_{s.profile,
               {s.processors, s.memory_bytes, s.quantum},
               bios_ ? bios_->image().firmware() : std::vector<std::byte>{},
               connections(s, bios_.get(), drive_.get(), network_)},
      typist_{machine_} {
  network_.start(machine_.calendar);
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

void monitored_platform::populate(vmm::device_os& os, std::deque<loaded_guest>& guests,
                                  const engine::instruction_costs& costs, run_measurement& m) {
  os_ = &os;
  files_ = &guests;
  measurement_ = &m;
  counted_ = &m.statistics();
  disk_driver_.emplace(os);
  os.attach(vmm::keyboard_driver::irq, keyboard_driver_);
  if (drive_) os.attach(vmm::disk_driver::irq, *disk_driver_);
  if (scenario_.has_network()) {
    bridge_.emplace(os);
    network_driver_.emplace(os, *bridge_);
    os.attach(vmm::network_driver::irq, *network_driver_);
  }
  std::vector<virtual_pc*> made;
  if (bios_) {
    os.follows_firmware();
    disk_offset_ = bios_->disk().sectors();
  } else {
    const auto [keyboard, model] = machine_.devices.role<devices::keyboard_port>();
    keyboard->set_up_as_firmware_does(instant{});
    model->rearm();
  }
  for (loaded_guest& g : guests) made.push_back(&add_guest(g));
  if (!bios_) let_begin(made);
  if (images_) {
    const std::uint64_t sectors = images_->file_system().sectors();
    installer_.emplace(
        model_installer::parts{os, m.room(), scenario_.profile.clock(), machine_interrupts(), install_paths(),
                               *images_, disk_driver_->add_range(disk_offset_, sectors, false), guests_},
        scenario_.images, scenario_.policy);
    live_images_.emplace(guests_, installer_, *images_);
  }
  if (bios_)
    firmware_.emplace(*bios_, machine_, costs, m, monitor());
  else
    begin_with_monitor(instant{});
  if (drive_ || network_driver_ ||
      std::ranges::any_of(scenario_.vms, [](const vm_settings& v) { return !v.input.empty(); }))
    devices_interrupt();
}

void monitored_platform::begin_with_monitor(instant at) {
  if (installer_) installer_->begin(at);
  typist_.start();
}

void monitored_platform::begin(instant at) {
  // The monitor takes the memory, and gives none of it away with what the firmware left there.
  machine_.dram.clear();
  std::vector<virtual_pc*> all;
  for (virtual_pc& g : guests_) {
    g.load_again();
    all.push_back(&g);
  }
  begin_own(at);
  let_begin(all);
  typist_.count_from(at);
  begin_with_monitor(at);
}

void monitored_platform::expect_changes() {
  for (virtual_pc& g : guests_) g.machine().attended = true;
}

void monitored_platform::adopt_costs(const scenario& before, const scenario& next) {
  const bool same = next.profile.file() == before.profile.file() &&
                    next.costs_spread == before.costs_spread && next.seed == before.seed;
  if (same) return;
  cost_sampler& costs = monitor().costs();
  costs = cost_sampler{next.profile, next.seed, next.costs_spread};
  set_lookahead(costs, least_before_touch_);
  // When a guest that runs touches something at the earliest rested on the old costs.
  for (const processor::physical_processor& cpu : machine_.processors) {
    const instant reached = machine_.order.reached(cpu.index());
    if (cpu.guest() != nullptr) machine_.order.guest_at(cpu.index(), reached, reached);
  }
}

void monitored_platform::adopt(const scenario& before, const scenario& next, instant now) {
  adopt_costs(before, next);
  for (std::size_t vm = 0; vm < guests_.size(); ++vm) guests_[vm].adopt(before.vms[vm], next.vms[vm], now);
  adopt_own(before, next, now);
  const scheduler_settings &was = before.scheduler, &is = next.scheduler;
  if (is.policy != was.policy || is.slice != was.slice) scheduler_->change_to(policy_of(next), now);
}

vmm::disk_driver::range& monitored_platform::range_of(devices::disk_image& image) {
  const std::uint64_t first = disk_offset_;
  disk_offset_ += image.sectors();
  return disk_driver_->add_range(first, image.sectors(), image.writable());
}

vmm::disk_driver::range* monitored_platform::disk_for(loaded_guest& g) {
  return g.disk() == nullptr ? nullptr : &range_of(*g.disk());
}

vmm::image_server* monitored_platform::floppy_for(loaded_guest& g) {
  return g.floppy() == nullptr ? nullptr : &floppies_.emplace_back(*os_, *g.floppy());
}

vmm::network_bridge::port* monitored_platform::cable_for(loaded_guest& g) {
  return g.settings().with.network ? &bridge_->add_port() : nullptr;
}

virtual_pc& monitored_platform::add_guest(loaded_guest& g) {
  const std::span<std::byte> ram = region(g.settings().memory_bytes);
  places_ = make_places();
  virtual_pc& vm =
      guests_.emplace_back(g, virtual_pc::parts{*this, *measurement_, scenario_.profile.clock(), ram,
                                                disk_for(g), floppy_for(g), images_.get(), cable_for(g)});
  vm.machine().fate.on_end = [this, &vm] {
    vm.machine().interrupts.close();
    vm.send_rest();
    if (over()) finish();
  };
  // Its run ends with the others', or keys, packets or images come for it.
  if (vm.endless() || !g.settings().input.empty() || g.settings().with.network || installer_)
    vm.machine().attended = true;
  vm.machine().models_move = installer_.has_value();
  typist_.add(g.settings().input, [this, &vm] { vm.take_attention(keyboard_driver_); });
  return vm;
}

void monitored_platform::let_begin(const std::vector<virtual_pc*>& made) {
  vmm::vm_creation* together = nullptr;
  for (virtual_pc* vm : made) {
    if (vm->settings().rtc) {
      if (bus::kernel_now() > instant{}) vm->set_clock(bus::kernel_now());
      monitor().wake(vm->domain(), bus::kernel_now());
      continue;
    }
    if (together == nullptr) together = &creations_.emplace_back(*os_, monitor(), machine_interrupts().add());
    together->add(vm->domain());
  }
  if (together != nullptr) together->start(bus::kernel_now());
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
  listener_ = &listener;
  for (std::size_t vm = 0; vm < guests_.size(); ++vm) guests_[vm].tell(listener, vm);
}

void monitored_platform::tell(machine_recorder& r) {
  network_.watch([&r](const devices::ethernet_frame& f, instant began) { r.passed(f, began); });
  for (std::size_t vm = 0; vm < guests_.size(); ++vm) guests_[vm].tell(r, vm);
}

std::vector<operated_pc> monitored_platform::pcs() {
  std::vector<operated_pc> all;
  for (virtual_pc& g : guests_) all.push_back(g.operated(keyboard_driver_));
  return all;
}

std::vector<std::pair<std::string, std::string>> monitored_platform::ends() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const virtual_pc& g : guests_)
    if (g.ended()) all.emplace_back(g.settings().name, g.end_reason());
  return all;
}

void monitored_platform::describe(control::system_view& view) const {
  for (const virtual_pc& g : guests_)
    if (view.has_vm(g.settings().name)) view.vm(g.settings().name).devices = g.device_names();
}

bool monitored_platform::over() const {
  const auto waited_for = [](const virtual_pc& g) { return !g.endless(); };
  return std::ranges::any_of(guests_, waited_for) &&
         std::ranges::all_of(guests_, [&](const virtual_pc& g) { return g.ended() || !waited_for(g); });
}

void monitored_platform::give_up(const std::string& reason) {
  const bool outlived = over();
  for (virtual_pc& g : guests_) {
    if (g.is_off()) g.machine().fate.left_off();
    outlived ? g.machine().fate.outlived() : g.machine().fate.give_up(reason);
  }
}

void monitored_platform::give_up_running(const std::string& reason) {
  for (virtual_pc& g : guests_)
    if (g.running()) g.machine().fate.give_up(reason);
}

void monitored_platform::report_to(results& r) {
  for (virtual_pc& g : guests_) {
    vm_result& vm = r.vms.emplace_back(g.result());
    if (installer_)
      add_placing(vm, g.settings().places, g.machine().far.at(), installer_->policy().rule().budget, *images_,
                  *counted_);
  }
}

}  // namespace trapline
