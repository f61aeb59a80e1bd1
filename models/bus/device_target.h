/// A chip as a TLM-2.0 target. The transaction's address is the chip's register, its length the width
/// of the access, and the time the chip sees is the initiator's own: kernel time plus annotated delay.
/// The same target stands behind the ICH for a physical device and inside a monitor for a device
/// model; the `wakeup` it is given says who lets its time pass.
/// Element 13, 14, 15 (Fig. 1) as bus targets; which of them is the chip's business.
#pragma once

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include "models/bus/wakeup.h"
#include "models/devices/device.h"

namespace trapline::bus {

class device_target final : public sc_core::sc_module, private sleeper {
 public:
  device_target(sc_core::sc_module_name, devices::device&, wakeup&);

  tlm_utils::simple_target_socket<device_target> socket;

  devices::device& chip() { return chip_; }
  /// Asks for the chip's next event; for whoever changed the chip other than by a transaction.
  void rearm();

 private:
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  void wake(instant at) override;

  devices::device& chip_;
  wakeup& wakeup_;
  instant armed_ = instant::never();
};

}  // namespace trapline::bus
