#include "platform/monitored_platform.h"

#include <algorithm>

#include "models/vmm/scheduling_policies.h"
#include "platform/machine/placing_report.h"
#include "platform/machine/result_parts.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

constexpr std::uint64_t mib = 1024 * 1024;

std::unique_ptr<disk_array> array_of(std::deque<loaded_guest>& guests, image_collection* images) {
  auto array = std::make_unique<disk_array>();
  for (loaded_guest& g : guests)
    if (g.disk() != nullptr) array->add(*g.disk());
  if (images != nullptr) array->add(images->file_system());
  return array->empty() ? nullptr : std::move(array);
}

}  // namespace

monitored_platform::monitored_platform(const scenario& s, std::deque<loaded_guest>& guests)
    : scenario_{s},
      images_{s.images.wanted ? std::make_unique<image_collection>(s) : nullptr},
      store_{array_of(guests, images_.get())},
      drive_{store_ == nullptr ? nullptr : std::make_unique<devices::disk_mechanics>(*store_)},
      machine_{s.profile,
               {s.processors, s.memory_bytes, s.quantum},
               {},
               {.disk = drive_.get(), .memory_bytes = s.memory_bytes}},
      typist_{machine_} {
  if (guests.size() == 1 || machine_.processors.size() == 1) return;
  for (processor::physical_processor& cpu : machine_.processors) cpu.join(team_);
}

std::unique_ptr<vmm::domain_scheduler> monitored_platform::scheduler_for(const scenario& s) {
  for (const vmm::scheduling_policy& p : vmm::scheduling_policies())
    if (p.name == s.scheduler.policy) return p.make({s.processors, s.scheduler.slice});
  throw config_error({}, "scheduler.policy", "is \"" + s.scheduler.policy + "\"", "there is no such policy");
}

void monitored_platform::share(vmm::domain& d, const vm_settings& s) {
  d.weight = s.weight;
  d.cap = s.cap;
  d.processors = s.processors;
}

void monitored_platform::keep_timers_for(vmm::domain& d) {
  for (location& l : places_) l.timers.kept_for(d);
}

void monitored_platform::set_lookahead(const cost_sampler& costs, std::initializer_list<step> least) {
  cycles sum;
  for (const step s : least) sum += costs.least(s);
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
  counted_ = &m.statistics();
  disk_driver_.emplace(os);
  os.attach(vmm::keyboard_driver::irq, keyboard_driver_);
  if (drive_) os.attach(vmm::disk_driver::irq, *disk_driver_);
  const auto [keyboard, model] = machine_.devices.role<devices::keyboard_port>();
  keyboard->set_up_as_firmware_does(instant{});
  model->rearm();
  for (loaded_guest& g : guests) add_guest(os, g, m);
  mover_.emplace(scenario_.placement_changes, guests_, machine_.calendar);
  if (images_) {
    const std::uint64_t sectors = images_->file_system().sectors();
    installer_.emplace(
        model_installer::parts{os, m.room(), scenario_.profile.clock(), machine_interrupts(), install_paths(),
                               *images_, disk_driver_->add_range(disk_offset_, sectors, false), guests_},
        scenario_.images, scenario_.policy);
    for (const install_command& c : scenario_.installations) installer_->carry_out(c, "scenario");
  }
  typist_.start();
  if (drive_ || std::ranges::any_of(scenario_.vms, [](const vm_settings& v) { return !v.input.empty(); }))
    devices_interrupt();
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
                           disk_for(g), floppy_for(os, g), images_.get()});
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
  for (virtual_pc& g : guests_) {
    vm_result& vm = r.vms.emplace_back(g.result());
    if (installer_)
      add_placing(vm, g.settings().places, g.machine().far.at(), installer_->policy().rule().budget, *images_, *counted_);
  }
  add_processors(machine_, r);
}

}  // namespace trapline
