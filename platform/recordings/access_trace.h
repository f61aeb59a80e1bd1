/// Accesses and interrupts one by one, as they close: for people a paragraph each, for programs a line of
/// JSON.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/records/record_listener.h"
#include "sim/time.h"

namespace trapline {

/// Which of them are wanted.
struct trace_filter {
  std::optional<std::string> device{}, vm{};
  instant from{};
  std::uint64_t count = 0;  ///< how many; 0 for all
  bool interrupts = false;  ///< these too
};

class access_trace final : public record_listener {
 public:
  /// @param out takes each as a text that ends with a line feed. @param enough is called once when there have
  /// been as many as were wanted.
  access_trace(trace_filter, clock_domain, step_vocabulary, bool as_json,
               std::function<void(const std::string&)> out, std::function<void()> enough);

  std::uint64_t told() const { return told_; }

  void access_closed(const closed_access&) override;
  void interrupt_ended(const closed_interrupt&) override;
  void packet_changed(const packet_change&) override;
  void level_changed(const level_change&) override;

 private:
  bool is_wanted(const std::string& vm, const std::string& device, cycles began) const;
  void tell(const std::string& text);
  std::string paragraph(const closed_access&) const;
  std::string paragraph(const closed_interrupt&) const;
  std::string json_line(const closed_access&) const;
  std::string json_line(const closed_interrupt&) const;
  std::string steps_text(const access_record&, cycles began) const;

  trace_filter filter_;
  clock_domain clock_;
  step_vocabulary steps_;
  bool as_json_;
  std::function<void(const std::string&)> out_;
  std::function<void()> enough_;
  std::uint64_t told_ = 0;
  /// What has become of the request packets since the last access.
  std::vector<packet_change> packets_;
  /// Signals that have changed since the last access.
  std::vector<level_change> signals_;
};

}  // namespace trapline
