/// A core with memory, ports that remember what was done to them, and one-cycle instructions: what the
/// engine's tests run their guests on.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "models/processor/engine/x86_core.h"

namespace trapline::engine_tests {

struct unit_costs final : engine::instruction_costs {
  engine::ticks cost(std::span<const std::uint8_t>, engine::code_size) const override {
    return engine::ticks_per_cycle;
  }
};

struct port_write {
  std::uint16_t port;
  unsigned width;
  std::uint32_t value;
  engine::ticks at;

  friend bool operator==(const port_write&, const port_write&) = default;
};

struct machine : engine::core_client {
  static constexpr std::size_t ram_bytes = 4 << 20;
  /// A write here ends the run.
  static constexpr std::uint16_t end_port = 0xf4;

  explicit machine(const engine::instruction_costs& costs = unit()) : ram(ram_bytes), core(*this, costs) {
    core.map_ram(0, ram);
  }

  static const engine::instruction_costs& unit() {
    static const unit_costs costs;
    return costs;
  }

  void put(std::uint64_t at, std::span<const std::uint8_t> bytes) {
    std::memcpy(ram.data() + at, bytes.data(), bytes.size());
  }
  void put(std::uint64_t at, std::initializer_list<int> bytes) {
    for (int b : bytes) ram[at++] = static_cast<std::byte>(b);
  }
  std::uint32_t peek32(std::uint64_t at) const {
    std::uint32_t v = 0;
    std::memcpy(&v, ram.data() + at, sizeof v);
    return v;
  }

  /// Real mode, all segments at 0, stack below 7000h, at this address.
  void start_at(std::uint16_t ip) {
    auto r = core.registers();
    for (auto& s : r.segment) s = {0, 0, 0xffff, s.flags};
    r.rip = ip;
    r.gpr[4] = 0x7000;
    r.idtr = {0, 0, 0x3ff, 0};
    core.set_registers(r);
  }
  /// Registers for flat 32-bit protected mode from 1000h on, stack below 7000h, with the GDT at 3100h and, as
  /// the last one of the IDT at 3000h, a gate for `vector` to 2000h.
  engine::register_file protected_mode(unsigned vector) {
    put(0x3000 + 8 * vector, {0x00, 0x20, 0x08, 0x00, 0x00, 0x8e, 0x00, 0x00});
    put(0x3100,
        {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0x9b, 0xcf, 0, 0xff, 0xff, 0, 0, 0, 0x93, 0xcf, 0});
    auto r = core.registers();
    for (auto& s : r.segment) s = {0x10, 0, 0xffffffff, 0xcf9300};
    r.segment[1] = {8, 0, 0xffffffff, 0xcf9b00};
    r.gdtr = {0, 0x3100, 23, 0};
    r.idtr = {0, 0x3000, 8 * vector + 7, 0};
    r.cr0 = 0x60000011;
    r.gpr[4] = 0x7000;
    r.rip = 0x1000;
    return r;
  }
  /// Until the end port, a halt that no interrupt ends, or a shutdown.
  engine::stop_reason run() { return core.run(); }

  std::uint32_t port_in(std::uint16_t port, unsigned width) override {
    return on_in ? on_in(port, width) : 0xffff'ffff;
  }
  void port_out(std::uint16_t port, unsigned width, std::uint32_t value) override {
    writes.push_back({port, width, value, core.now()});
    if (on_out) on_out(port, width, value);
    if (port == end_port) core.request_stop();
  }
  std::uint64_t memory_read(std::uint64_t address, unsigned width) override {
    return on_read ? on_read(address, width) : 0;
  }
  void memory_write(std::uint64_t address, unsigned width, std::uint64_t value) override {
    if (on_write) on_write(address, width, value);
  }
  void deadline_reached() override {
    if (on_deadline)
      on_deadline();
    else
      core.request_stop();
  }
  int acknowledge_interrupt() override { return on_acknowledge ? on_acknowledge() : -1; }
  std::uint64_t time_stamp_counter() override { return core.now() / engine::ticks_per_cycle; }

  std::vector<std::uint32_t> values(std::uint16_t port) const {
    std::vector<std::uint32_t> v;
    for (const port_write& w : writes)
      if (w.port == port) v.push_back(w.value);
    return v;
  }

  std::function<std::uint32_t(std::uint16_t, unsigned)> on_in;
  std::function<void(std::uint16_t, unsigned, std::uint32_t)> on_out;
  std::function<std::uint64_t(std::uint64_t, unsigned)> on_read;
  std::function<void(std::uint64_t, unsigned, std::uint64_t)> on_write;
  std::function<void()> on_deadline;
  std::function<int()> on_acknowledge;
  std::vector<port_write> writes;
  std::vector<std::byte> ram;
  engine::x86_core core;
};

}  // namespace trapline::engine_tests
