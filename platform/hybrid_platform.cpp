#include "platform/hybrid_platform.h"

#include <algorithm>
#include <new>

#include "models/vmm/round_robin.h"
#include "platform/result_parts.h"
#include "sim/config_error.h"

namespace trapline {

namespace {

constexpr std::uint64_t mib = 1024 * 1024;
/// What the monitor's own images take of the machine's memory (element 11): the hypervisor with the
/// pages it shares, then the service OS with its device models.
constexpr std::uint64_t hypervisor_bytes = 16 * mib;
constexpr std::uint64_t service_os_bytes = 64 * mib;

class no_memory final : public devices::dma_memory {
  void read(std::uint32_t, std::span<std::byte>) override {}
  void write(std::uint32_t, std::span<const std::byte>) override {}
} unused;

std::unique_ptr<disk_array> array_of(std::deque<loaded_guest>& guests) {
  auto array = std::make_unique<disk_array>();
  for (loaded_guest& g : guests)
    if (g.disk() != nullptr) array->add(*g.disk());
  return array->empty() ? nullptr : std::move(array);
}

}  // namespace

hybrid_platform::hybrid_platform(const scenario& s, std::deque<loaded_guest>& guests,
                                 const engine::instruction_costs& costs, run_measurement& m)
    : scenario_{s},
      store_{array_of(guests)},
      drive_{store_ == nullptr ? nullptr : std::make_unique<devices::disk_mechanics>(*store_)},
      machine_{s.profile,
               {s.processors, s.memory_bytes, s.quantum},
               {},
               {nullptr, nullptr, nullptr, nullptr, drive_.get(), unused, {2005, 12, 10, 12, 0, 0}, s.memory_bytes}},
      hypervisor_{std::make_unique<vmm::round_robin>(s.scheduler.slice),
                  cost_sampler{s.profile, s.seed, s.costs_spread}, m.statistics()},
      disk_driver_{hypervisor_.service()},
      physical_pic_{machine_.devices.pic},
      typist_{machine_} {
  for (processor::physical_processor& cpu : machine_.processors) hypervisor_.own(cpu);
  if (s.service_os.processor == service_processor::own)
    hypervisor_.service().affinity = machine_.processors.size() - 1;
  hypervisor_.set_physical_controller(physical_pic_);
  hypervisor_.service().attach(hybrid::keyboard_driver::irq, keyboard_driver_);
  if (drive_) hypervisor_.service().attach(hybrid::disk_driver::irq, disk_driver_);
  machine_.devices.keyboard.set_up_as_firmware_does(instant{});
  machine_.target_of(machine_.devices.keyboard).rearm();

  const std::span<std::byte> own = region(hypervisor_bytes);
  packets_ = reinterpret_cast<vmm::ioreq*>(own.data());
  region(service_os_bytes);
  for (loaded_guest& g : guests) add_guest(g, costs, m);
  typist_.start();
}

std::span<std::byte> hybrid_platform::region(std::uint64_t bytes) {
  if (allocated_ + bytes > machine_.dram.size())
    throw config_error({}, "platform.memory", "the machine's " + std::to_string(machine_.dram.size() / mib) +
                       " MiB do not hold the monitor (80 MiB) and all virtual machines",
                       "give it more, or the virtual machines less (vm.memory, vms)");
  const auto r = machine_.dram.contents().subspan(allocated_, bytes);
  allocated_ += bytes;
  return r;
}

void hybrid_platform::add_guest(loaded_guest& g, const engine::instruction_costs& costs, run_measurement& m) {
  devices::block_medium* disk = nullptr;
  if (g.disk() != nullptr) {
    const std::uint64_t first = disk_offset_;
    disk_offset_ += g.disk()->sectors();
    disk = &disk_driver_.add_range(first, g.disk()->sectors(), g.disk()->writable());
  }
  vmm::ioreq& packet = *new (packets_ + guests_.size()) vmm::ioreq{};
  virtual_pc& vm = guests_.emplace_back(
      g, virtual_pc::parts{hypervisor_, costs, m, scenario_.profile.clock(), region(g.settings().memory_bytes),
                           packet, disk});
  if (g.settings().affinity) vm.domain().affinity = *g.settings().affinity;
  vm.machine().fate.on_end = [this] {
    if (over()) hypervisor_.finish();
  };
  hypervisor_.add(vm.domain());
  typist_.add(g.settings().input, [this, &vm] { vm.take_attention(keyboard_driver_); });
}

bool hybrid_platform::over() const {
  return std::all_of(guests_.begin(), guests_.end(), [](const virtual_pc& g) { return g.ended(); });
}

void hybrid_platform::give_up(const std::string& reason) {
  for (virtual_pc& g : guests_) g.machine().fate.give_up(reason);
}

void hybrid_platform::report_to(results& r) {
  for (virtual_pc& g : guests_) r.vms.push_back(g.result());
  add_processors(machine_, r);
}

}  // namespace trapline
