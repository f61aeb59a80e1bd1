/// The loops of trapline-bench-engine by the engine's library alone, and port accesses by its port hook.
#include "models/processor/engine/bare_engine.h"
#include "tests/engine/bench_report.h"
#include "tests/engine/guest.h"

using namespace trapline::engine_tests;

namespace {

// Iterations a second.
double run(const loop& l) {
  const auto code = guest(l.name);
  const stopwatch watch;
  trapline::engine::bare_engine{}.run(code, l.iterations);
  return l.iterations / watch.seconds();
}

}  // namespace

int main() {
  const auto tell = [](const loop& l) { report("bare", l.name, run(l) * l.instructions_each / 1e6, "MIPS"); };
  for (const loop& l : {compute, memory, branchy}) tell(l);
  for (const loop& l : floating_point) tell(l);
  report("bare", ports.name, run(ports) / 1e6, "M accesses/s");
}
