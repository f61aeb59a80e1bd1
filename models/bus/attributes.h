/// What a transaction on the platform's buses says besides address and data.
#pragma once

#include <cstdint>
#include <tlm>

namespace trapline::bus {

enum class address_space : std::uint8_t { memory, io };

/// Rides on the generic payload from the processor bus to the last hub. A device's own target needs
/// none: there the address is the chip's register.
class attributes final : public tlm::tlm_extension<attributes> {
 public:
  address_space space = address_space::io;

  tlm::tlm_extension_base* clone() const override { return new attributes{*this}; }
  void copy_from(const tlm::tlm_extension_base& other) override {
    space = static_cast<const attributes&>(other).space;
  }
};

/// The space that a transaction names; memory when it names none, as a plain TLM initiator would mean.
inline address_space space_of(const tlm::tlm_generic_payload& p) {
  const attributes* a = p.get_extension<attributes>();
  return a == nullptr ? address_space::memory : a->space;
}

}  // namespace trapline::bus
