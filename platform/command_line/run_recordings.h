/// What a run records as it happens, if it is asked to: a timeline, the levels of its signals, what its machines
/// play, and what passes on their network.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "platform/command_line/command_options.h"
#include "platform/machine/machine_recorder.h"
#include "platform/recordings/pcap_file.h"
#include "platform/recordings/processor_shares.h"
#include "platform/recordings/signal_dump.h"
#include "platform/recordings/sound_recording.h"
#include "platform/recordings/timeline.h"
#include "platform/run_control.h"
#include "sim/results/results.h"

namespace trapline {

/// How many cycles each processor's time has.
std::vector<std::uint64_t> processor_totals(const results&);

class run_recordings final : private machine_recorder {
 public:
  run_recordings(const command_options&, const scenario&);

  /// Has the simulation told to what records it.
  void listen(run_control&);

  /// The files' contents. @pre they were asked for.
  std::string timeline_of(const results&);
  /// Who had the processors over time. @pre a page was asked for.
  nlohmann::ordered_json shares_of(const results&) const;
  std::string signals() const { return signals_->content(); }
  std::string sound_of(std::size_t vm, const results&) const;
  /// Of the cable of the machine's network card.
  std::string frames() const { return pcap_of(frames_); }
  std::string frames_of(std::size_t vm) const { return pcap_of(frames_of_vms_.at(vm)); }

 private:
  const devices::sound_listeners* listeners_of(std::size_t vm) override;
  void passed(const devices::ethernet_frame&, instant began) override;
  void passed(std::size_t vm, const devices::ethernet_frame&, instant) override;

  bool has_network_;
  std::deque<sound_recording> sounds_;  ///< by VM, if they are asked for
  std::vector<recorded_frame> frames_;
  std::vector<std::vector<recorded_frame>> frames_of_vms_;
  std::optional<timeline> timeline_;
  std::optional<signal_dump> signals_;
  std::optional<processor_shares> shares_;
};

}  // namespace trapline
