/// The far end of the machine's first serial line while somebody sits there: brings what is typed to the
/// physical UART, a byte at a time, each when the guest has taken the one before and listens: its UART
/// asserts RTS or interrupts for data, or it polls (its modem control was never programmed, and it has sent
/// something). So nothing typed ahead is lost, however long the guest takes to start.
#pragma once

#include <functional>
#include <systemc>

#include "models/bus/scheduled_wakeup.h"
#include "models/devices/serial/serial_port.h"
#include "platform/machine/computing_system.h"
#include "platform/machine/console.h"

namespace trapline {

class console_line final : private bus::sleeper {
 public:
  /// @param guest_port the first VM's; on the native platform the physical one itself.
  console_line(console&, computing_system&, const devices::serial_port& guest_port);

  /// The guest has sent it.
  void sent(char);

 private:
  void wake(instant at) override;
  bool guest_listens() const;

  console& console_;
  devices::serial_port& physical_;
  vmm::device_model& model_;
  const devices::serial_port& guest_port_;
  bus::scheduled_wakeup alarm_;
  bool has_sent_ = false;
};

}  // namespace trapline
