/// Devices as a TLM-2.0 target: those behind the ICH, or the device models of one place of a monitor. It
/// is bound once; what is behind it changes. The transaction's attributes say which address space is meant
/// and, at a place that holds several virtual machines' models, whose. The time that a chip sees is the
/// initiator's own: kernel time plus annotated delay.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <systemc>
#include <tlm>

#include "models/bus/device_bus.h"

namespace trapline::bus {

class device_target final : public sc_core::sc_module {
 public:
  /// @param own the devices that are meant by a transaction that names none; may be null.
  explicit device_target(sc_core::sc_module_name, device_bus* own = nullptr);

  /// A transaction to memory that no device claims gets TLM_ADDRESS_ERROR_RESPONSE, and has taken no time; a
  /// port answers always.
  tlm_utils::simple_target_socket<device_target> socket;

 private:
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);

  device_bus* own_;
};

}  // namespace trapline::bus
