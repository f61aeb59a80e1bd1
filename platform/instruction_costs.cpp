#include "platform/instruction_costs.h"

#include <bitset>

#include "sim/config_error.h"

namespace trapline {

timing::instruction_timing instruction_costs_of(const cost_profile& profile) {
  timing::instruction_timing::table table{};
  std::bitset<timing::instruction_class_count> given;
  for (const instruction_cost& c : profile.instructions()) {
    const auto known = timing::class_named(c.name);
    if (!known)
      throw config_error(c.where, "instructions." + c.name, "there is no such class of instructions",
                         "see trapline list costs");
    table[static_cast<std::size_t>(*known)] = c.sixteenths;
    given.set(static_cast<std::size_t>(*known));
  }
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!given[i])
      throw config_error({profile.name() + ".toml"}, "instructions",
                         "there is no cost for the class " +
                             std::string{name_of(static_cast<timing::instruction_class>(i))},
                         "every class must have one");
  return timing::instruction_timing{table};
}

}  // namespace trapline
