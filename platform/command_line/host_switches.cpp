#include "platform/command_line/host_switches.h"

#include <cstdlib>

#include "platform/translation_cache.h"
#include "platform/wait_skipping.h"

namespace trapline {

void add_host_switches(boost::program_options::options_description& options) {
  options.add_options()("no-translation-cache",
                        "neither reads nor keeps translated code of other runs; results do not depend on it")(
      "no-wait-skipping",
      "executes every round of a loop in which a guest only waits; results do not depend on it");
}

void follow_host_switches(const boost::program_options::variables_map& values) {
  if (values.count("no-translation-cache") > 0) setenv(no_translation_cache_variable, "1", 1);
  if (values.count("no-wait-skipping") > 0) setenv(no_wait_skipping_variable, "1", 1);
}

}  // namespace trapline
