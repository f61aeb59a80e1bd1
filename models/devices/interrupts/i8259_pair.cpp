#include "models/devices/interrupts/i8259_pair.h"

namespace trapline::devices {

namespace {

constexpr unsigned cascade = 2;

// Registers behind the port windows
constexpr unsigned slave_a0 = 2;
constexpr unsigned elcr_master = 4;
constexpr unsigned elcr_slave = 5;

// Timer, keyboard and cascade; clock and coprocessor: these are edges whatever is written.
constexpr std::uint8_t elcr_master_mask = 0xF8;
constexpr std::uint8_t elcr_slave_mask = 0xDE;

constexpr std::uint8_t open_bus = 0xFF;

}  // namespace

i8259_pair::i8259_pair() {
  for (unsigned n = 0; n < inputs_.size(); ++n) inputs_[n].belongs_to(*this, n);
  state_.slave.is_slave = 1;
}

void i8259_pair::reset(instant now) {
  const i8259_pair_state old = state_;
  const std::uint16_t before = requests();
  const std::uint16_t service_before = in_service();
  state_ = {};
  state_.master.lines = old.master.lines;
  state_.slave.lines = old.slave.lines;
  state_.slave.is_slave = 1;
  report_requests(before, now);
  report_ends(service_before, now);
  drive(now);
}

/// By IRQ, without the cascade.
std::uint16_t i8259_pair::requests() const {
  return static_cast<std::uint16_t>((state_.master.irr() & ~(1u << cascade)) | state_.slave.irr() << 8);
}

std::uint16_t i8259_pair::in_service() const {
  return static_cast<std::uint16_t>((state_.master.isr & ~(1u << cascade)) | state_.slave.isr << 8);
}

void i8259_pair::report_requests(std::uint16_t before, instant at) {
  if (observer_ == nullptr) return;
  const std::uint16_t after = requests();
  if (after == before) return;
  for (unsigned irq = 0; irq < 16; ++irq) {
    if ((after & ~before & (1u << irq)) != 0) observer_->requested(irq, at);
    if ((before & ~after & (1u << irq)) != 0) observer_->withdrawn(irq, at);
  }
}

void i8259_pair::report_ends(std::uint16_t before, instant at) {
  if (observer_ == nullptr) return;
  const unsigned ended = before & ~unsigned{in_service()};
  for (unsigned irq = 0; ended >> irq != 0; ++irq)
    if ((ended >> irq & 1) != 0) observer_->end_of_interrupt(irq, at);
}

void i8259_pair::drive(instant at) {
  state_.master.set_line(cascade, state_.slave.interrupting());
  intr_.set(state_.master.interrupting(), at);
}

void i8259_pair::set_irq(unsigned n, bool high, instant at) {
  if (n == cascade) return;
  const std::uint16_t before = requests();
  if (n < 8)
    state_.master.set_line(n, high);
  else
    state_.slave.set_line(n - 8, high);
  // The observer first: driving INTR may make the processor acknowledge.
  report_requests(before, at);
  drive(at);
}

bool i8259_pair::listens_to(unsigned n) const {
  const auto open = [](const i8259& chip, unsigned ir) {
    return chip.initialized != 0 && (chip.imr >> ir & 1) == 0;
  };
  return n < 8 ? open(state_.master, n) : open(state_.slave, n - 8) && open(state_.master, cascade);
}

int i8259_pair::acknowledge(instant at) {
  const std::uint16_t before = in_service();
  const int ir = state_.master.begin_acknowledge();
  int irq = ir == static_cast<int>(cascade) ? interrupt_observer::spurious : ir;
  int vector = state_.master.vector(ir);
  if (state_.master.cascades(ir)) {
    vector = open_bus;
    if (ir == static_cast<int>(cascade) && state_.slave.slave_id() == cascade) {
      const int slave_ir = state_.slave.begin_acknowledge();
      vector = state_.slave.vector(slave_ir);
      if (slave_ir >= 0) irq = slave_ir + 8;
      state_.master.set_line(cascade, false);
      state_.slave.end_acknowledge(slave_ir);
    }
  }
  state_.master.end_acknowledge(ir);
  if (observer_ != nullptr) observer_->acknowledged(irq, vector, at);
  const unsigned served = irq < 0 ? 0 : 1u << irq;
  report_ends(static_cast<std::uint16_t>(before | served), at);
  drive(at);
  return vector;
}

std::uint32_t i8259_pair::read(unsigned reg, unsigned, instant now) {
  if (reg == elcr_master) return state_.master.level;
  if (reg == elcr_slave) return state_.slave.level;
  i8259& chip = reg < slave_a0 ? state_.master : state_.slave;
  const bool polls = chip.poll != 0;
  const std::uint16_t before = in_service();
  const std::uint8_t value = chip.read(reg % 2 != 0);
  if (polls) {
    if ((value & 0x80) != 0 && observer_ != nullptr) {
      const unsigned irq = (value & 7u) + (reg < slave_a0 ? 0 : 8);
      if (irq != cascade) {
        observer_->acknowledged(static_cast<int>(irq), interrupt_observer::polled, now);
        report_ends(before | static_cast<std::uint16_t>(1u << irq), now);
      }
    }
    if (reg >= slave_a0) state_.master.set_line(cascade, false);
    drive(now);
  }
  return value;
}

void i8259_pair::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  const auto byte = static_cast<std::uint8_t>(value);
  const std::uint16_t requests_before = requests();
  const std::uint16_t service_before = in_service();
  if (reg == elcr_master)
    state_.master.set_level_triggered(byte & elcr_master_mask);
  else if (reg == elcr_slave)
    state_.slave.set_level_triggered(byte & elcr_slave_mask);
  else
    (reg < slave_a0 ? state_.master : state_.slave).write(reg % 2 != 0, byte);
  report_requests(requests_before, now);
  report_ends(service_before, now);
  drive(now);
}

}  // namespace trapline::devices
