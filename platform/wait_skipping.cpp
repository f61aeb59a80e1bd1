#include "platform/wait_skipping.h"

#include <cstdlib>

#include "models/processor/engine/wait_skipping.h"

namespace trapline {

void choose_wait_skipping() {
  const char* const off = std::getenv(no_wait_skipping_variable);
  engine::skip_waits_of_new_cores(off == nullptr || *off == '\0');
}

}  // namespace trapline
