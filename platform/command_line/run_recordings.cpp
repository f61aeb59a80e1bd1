#include "platform/command_line/run_recordings.h"

#include "models/costs/step.h"

namespace trapline {

std::vector<std::uint64_t> processor_totals(const results& r) {
  std::vector<std::uint64_t> all;
  for (const processor_result& p : r.processors) all.push_back(p.total);
  return all;
}

run_recordings::run_recordings(const command_options& options, const scenario& s)
    : has_network_{options.pcap.has_value()},
      sounds_(options.wav ? s.vms.size() : 0),
      frames_of_vms_(s.vms.size()) {
  if (options.timeline)
    timeline_.emplace(s.profile.clock(), all_steps,
                      s.kind == platform_kind::hosted ? "host OS" : "service OS");
  if (options.vcd) signals_.emplace();
  if (options.html) shares_.emplace();
}

void run_recordings::listen(run_control& control) {
  if (timeline_) control.listeners.push_back(&*timeline_);
  if (signals_) control.listeners.push_back(&*signals_);
  if (shares_) control.listeners.push_back(&*shares_);
  if (has_network_ || !sounds_.empty()) control.recorder = this;
}

const devices::sound_listeners* run_recordings::listeners_of(std::size_t vm) {
  return sounds_.empty() ? nullptr : &sounds_[vm].listeners();
}

void run_recordings::passed(const devices::ethernet_frame& f, instant began) {
  if (has_network_) frames_.push_back({began, f});
}

void run_recordings::passed(std::size_t vm, const devices::ethernet_frame& f, instant at) {
  if (has_network_) frames_of_vms_[vm].push_back({at, f});
}

std::string run_recordings::sound_of(std::size_t vm, const results& r) const {
  return sounds_[vm].wav_until(instant{} + duration::ns(r.time_ns));
}

nlohmann::ordered_json run_recordings::shares_of(const results& r) const {
  return shares_->report(processor_totals(r));
}

std::string run_recordings::timeline_of(const results& r) {
  std::vector<cycles> ends;
  for (const processor_result& p : r.processors) ends.emplace_back(p.total);
  return timeline_->content(ends);
}

}  // namespace trapline
