/// How fast the core is: guest instructions a second in three loops, with and without deadlines, and port
/// accesses a second. trapline-bare-engine gives the same of the library alone.
#include <cstdio>
#include <cstring>
#include <vector>

#include "models/processor/engine/self_test.h"
#include "models/processor/engine/x86_core.h"
#include "models/processor/timing/instruction_timing.h"
#include "tests/engine/bench_report.h"
#include "tests/engine/guest.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

constexpr std::uint32_t entry = 0x10000;

class board final : public core_client {
 public:
  explicit board(const instruction_costs& costs) : ram_(4 << 20), core(*this, costs) {
    core.map_ram(0, ram_);
  }

  std::uint32_t port_in(std::uint16_t, unsigned) override { return static_cast<std::uint32_t>(++accesses_); }
  void port_out(std::uint16_t, unsigned, std::uint32_t) override {}
  std::uint64_t memory_read(std::uint64_t, unsigned) override { return 0; }
  void memory_write(std::uint64_t, unsigned, std::uint64_t) override {}
  void deadline_reached() override { core.set_deadline(core.now() + period); }
  int acknowledge_interrupt() override { return -1; }
  std::uint64_t time_stamp_counter() override { return core.now(); }

  // Instructions a second.
  double run(const loop& l) {
    const auto code = guest(l.name);
    std::memcpy(ram_.data() + entry, code.data(), code.size());
    core.memory_changed(entry, code.size());
    core.reset();
    register_file r = core.registers();
    for (segment_register& s : r.segment) s = {0x10, 0, 0xffff'ffff, 0x00cf'9300};
    r.segment[1] = {8, 0, 0xffff'ffff, 0x00cf'9b00};
    r.cr0 = 0x6000'0011;
    r.rip = entry;
    r.gpr[1] = l.iterations;
    r.gpr[4] = 0x70000;
    core.set_registers(r);
    const std::uint64_t before = core.instructions();
    core.set_deadline(period ? core.now() + period : ~ticks{0});
    const stopwatch watch;
    core.run();
    return static_cast<double>(core.instructions() - before) / watch.seconds();
  }

  ticks period = 0;

 private:
  std::vector<std::byte> ram_;
  std::uint64_t accesses_ = 0;

 public:
  x86_core core;
};

}  // namespace

int main() {
  trapline::timing::instruction_timing::table costs;
  costs.fill(ticks_per_cycle);
  const trapline::timing::instruction_timing timing{costs};
  const stopwatch opening;
  self_test();
  report("core", "self_test", opening.seconds() * 1e3, "ms");
  board b{timing};
  for (const loop& l : {compute, memory, branchy}) report("core", l.name, b.run(l) / 1e6, "MIPS");
  for (const loop& l : floating_point) report("core", l.name, b.run(l) / 1e6, "MIPS");
  report("core", "ports", b.run(ports) / ports.instructions_each / 1e6, "M accesses/s");
  constexpr ticks every = 10'000 * ticks_per_cycle;
  b.period = every;
  for (const loop& l : {compute, memory, branchy})
    report("core, a deadline every 10 k cycles", l.name, b.run(l) / 1e6, "MIPS");
}
