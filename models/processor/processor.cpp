#include "models/processor/processor.h"

#include "models/bus/time_bridge.h"

namespace trapline::processor {

using engine::ticks;
using engine::ticks_per_cycle;

physical_processor::physical_processor(sc_core::sc_module_name name, clock_domain clock,
                                       processor_order& order)
    : sc_module{name},
      bus{"bus"},
      clock_{clock},
      tick_clock_{clock.numerator_hz() * ticks_per_cycle, clock.denominator()},
      order_{order},
      index_{order.add()},
      wake_{"wake"} {
  payload_.set_extension(&attributes_);
  SC_HAS_PROCESS(physical_processor);
  SC_THREAD(live);
  set_stack_size(0x40000);
}

physical_processor::~physical_processor() { payload_.clear_extension(&attributes_); }

void physical_processor::tell_spent(account a, cycles c) const {
  const cycles now = now_cycles();
  heard_by_->tell(processor_span{index_, a, now - c, now});
}

void physical_processor::live() { software_->run(*this); }

cycles physical_processor::spent(account a) const {
  ticks t = spent_[static_cast<std::size_t>(a)];
  if (a == account::guest && running_ != nullptr) t += running_->now() - guest_began_;
  return cycles{t / ticks_per_cycle};
}

void physical_processor::spend_until(account a, instant t) {
  const cycles then = clock_.edge_not_before(t);
  const cycles here = now_cycles();
  if (then > here) spend(a, then - here);
}

void physical_processor::stall_until(instant event) {
  finish_cycle();
  spend_until(account::guest, event);
}

void physical_processor::set_level(bool high, instant at) {
  pin_high_ = high;
  // Guest code is left on a whole cycle: it may have come to the first that is not before the pin's instant.
  if (high) order_.reaches_guest(index_, clock_.edge(clock_.edge_not_before(at)), "the interrupt pin");
  if (high && idle_) wake(at);
  if (software_ != nullptr) software_->interrupt_pin_changed(*this, high);
}

void physical_processor::transfer(tlm::tlm_command command, bus::address_space space, std::uint64_t address,
                                  void* data, unsigned width, account a) {
  take_turn();
  if (behind_events()) catch_up();
  attributes_.space = space;
  payload_.set_command(command);
  payload_.set_address(address);
  payload_.set_data_ptr(static_cast<unsigned char*>(data));
  payload_.set_data_length(width);
  payload_.set_streaming_width(width);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  const instant kernel = bus::kernel_now();
  sc_core::sc_time delay = bus::to_sc(now() - kernel);
  const cycles began = now_cycles();
  bus->b_transport(payload_, delay);
  spend_until(a, kernel + bus::from_sc(delay));
  if (heard_by_ != nullptr && space == bus::address_space::io)
    heard_by_->tell(physical_access{index_, address, command == tlm::TLM_READ_COMMAND, began, now_cycles()});
}

std::uint32_t physical_processor::io_read(std::uint16_t port, unsigned width, account a) {
  std::uint32_t value = 0;
  transfer(tlm::TLM_READ_COMMAND, bus::address_space::io, port, &value, width, a);
  return value;
}

void physical_processor::io_write(std::uint16_t port, unsigned width, std::uint32_t value, account a) {
  transfer(tlm::TLM_WRITE_COMMAND, bus::address_space::io, port, &value, width, a);
}

std::uint64_t physical_processor::memory_read(std::uint64_t address, unsigned width, account a) {
  std::uint64_t value = ~std::uint64_t{0};
  transfer(tlm::TLM_READ_COMMAND, bus::address_space::memory, address, &value, width, a);
  return value;
}

void physical_processor::memory_write(std::uint64_t address, unsigned width, std::uint64_t value, account a) {
  transfer(tlm::TLM_WRITE_COMMAND, bus::address_space::memory, address, &value, width, a);
}

void physical_processor::begin_guest(const engine::x86_core& core) {
  running_ = &core;
  guest_began_ = core.now();
  base_ -= guest_began_;
}

void physical_processor::end_guest() {
  const ticks t = running_->now();
  spent_[static_cast<std::size_t>(account::guest)] += t - guest_began_;
  base_ += t;
  running_ = nullptr;
}

}  // namespace trapline::processor
