#include "models/processor/engine/overrides.h"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

#include "models/processor/engine/self_test.h"

namespace trapline::engine {

void verify_replacements() {
  for (const auto& list : {translation_replacements(),
                           kept_replacements(),
                           interrupt_replacements(),
                           memory_replacements(),
                           paging_replacements(),
                           abort_replacements(),
                           slow_access_replacements(),
                           store_replacements(),
                           port_replacements(),
                           system_replacements(),
                           code_buffer_replacements(),
                           access_replacements(),
                           fetch_replacements(),
                           lookup_replacements(),
                           arithmetic_replacements(),
                           check_replacements(),
                           debug_replacements(),
                           segment_replacements(),
                           x87_replacements(),
                           fxsave_replacements(),
                           masked_store_replacements(),
                           sse_arithmetic_replacements(),
                           sse_comparison_replacements(),
                           sse_conversion_replacements()}) {
    for (const replacement& r : list) {
      if (dlsym(RTLD_DEFAULT, r.name) != r.ours)
        throw std::runtime_error(std::string("the executable's ") + r.name + " does not replace that of " +
                                 engine_version() + ": link it with its symbols exported (-rdynamic)");
      if (!dlsym(RTLD_NEXT, r.name))
        throw std::runtime_error(engine_version() + " has no " + r.name +
                                 ": it cannot be used as the processor");
    }
  }
}

}  // namespace trapline::engine
