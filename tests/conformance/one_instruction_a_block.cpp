// The trapline program with each instruction translated by itself: what it accounts for must be the same.
#include "models/processor/engine/x86_core.h"
#include "platform/command_line/command_line.h"
#include "platform/simulation.h"

int main(int count, char** values) {
  trapline::engine::x86_core::limit_blocks_of_new_cores(1);
  return trapline::command_line({values + 1, values + count}, trapline::simulate);
}
