#include "platform/command_line/command_line.h"
#include "platform/simulation.h"

int main(int count, char** values) {
  return trapline::command_line({values + 1, values + count},
                                {trapline::simulate, trapline::prepare_simulations});
}
