/// Something that a monitor gives a processor to: a virtual machine's processor, or the service OS.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/processor/processor.h"

namespace trapline::vmm {

class domain {
 public:
  enum class state : std::uint8_t { blocked, runnable, running };

  explicit domain(std::string name) : name_{std::move(name)} {}
  domain(const domain&) = delete;
  domain& operator=(const domain&) = delete;
  virtual ~domain() = default;

  /// Uses the processor until the domain blocks, ends or is told to give way; sets its state.
  virtual void run(processor::physical_processor&) = 0;

  const std::string& name() const { return name_; }
  state now = state::blocked;
  /// Whether its processor held another domain's state before this turn.
  bool switched_in = false;
  /// Scheduled before domains without it as soon as it wakes.
  bool boosted = false;
  /// The only processor it may use, if there is one.
  std::optional<std::size_t> affinity;
  /// A processor that is another domain's alone.
  std::optional<std::size_t> barred_from;

  bool may_use(std::size_t cpu) const { return (!affinity || *affinity == cpu) && barred_from != cpu; }

 private:
  std::string name_;
};

}  // namespace trapline::vmm
