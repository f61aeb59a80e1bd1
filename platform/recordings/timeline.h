/// A run as a timeline: who had each processor, each virtual processor in its exits, what the monitor and the
/// system with the devices did for each virtual machine, each device model at work, the physical devices, and
/// arrows from a request to its answer and from an interrupt's pin to its handler.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/costs/account.h"
#include "platform/recordings/perfetto_file.h"
#include "sim/records/record_listener.h"
#include "sim/time.h"

namespace trapline {

class timeline final : public record_listener {
 public:
  /// @param service_os what runs the drivers, "service OS" or "host OS".
  timeline(clock_domain, step_vocabulary, std::string service_os);

  void access_closed(const closed_access&) override;
  void exit_closed(const closed_exit&) override;
  void interrupt_delivered(const closed_interrupt&) override;
  void interrupt_ended(const closed_interrupt&) override;
  void packet_changed(const packet_change&) override;
  void processor_spent(const processor_span&) override;
  void bus_cycle(const physical_access&) override;

  /// The file. @param ends where each processor's time ends, in their order.
  std::string content(const std::vector<cycles>& ends);

 private:
  struct processor_track {
    explicit processor_track(perfetto_file::track t) : track{t} {}

    perfetto_file::track track;
    account last = account::guest;
    cycles since;  ///< the present slice's beginning
    cycles until;  ///< what has been told of
  };
  /// Instants, and changes of how many wait.
  using changes = std::vector<std::pair<std::uint64_t, std::int64_t>>;
  struct vm_tracks {
    perfetto_file::track group = 0, virtual_processor = 0, monitor = 0, service_os = 0, pending = 0;
    std::map<std::string, perfetto_file::track> models, lines;
    std::uint64_t processor_busy_until = 0;
    changes waiting;             ///< interrupts
    bool request_waits = false;  ///< its packet is ready, and nobody has taken it
  };

  std::uint64_t at(cycles c) const { return clock_.edge(c).nanoseconds(); }
  vm_tracks& of_vm(const std::string& name);
  processor_track& of_processor(std::size_t index);
  perfetto_file::track model_of(vm_tracks&, const path_key&);
  void vm_slice(vm_tracks&, perfetto_file::name, cycles began, cycles ended, perfetto_file::flow out);
  void count(perfetto_file::track, changes&);
  void goes_to(processor_track&, account, cycles from, cycles to);

  clock_domain clock_;
  step_vocabulary steps_;
  std::string service_os_name_;
  perfetto_file file_;
  perfetto_file::track processors_, devices_;
  std::vector<processor_track> by_processor_;
  std::map<std::string, vm_tracks> by_vm_;
  std::map<std::size_t, perfetto_file::track> bus_by_processor_;
  std::array<perfetto_file::name, static_cast<std::size_t>(account::count_)> account_names_{};
  changes requests_;  ///< those that wait for the service OS, of all virtual machines
  perfetto_file::flow flows_ = 0;
};

}  // namespace trapline
