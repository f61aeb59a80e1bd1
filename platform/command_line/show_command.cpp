// trapline show: the resolved configuration.
#include <iostream>

#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "sim/report/text_table.h"

namespace trapline {

int show_command(const std::vector<std::string>& arguments, const data_files& data) {
  const command_options options = read_options(command::show, arguments);
  if (options.help) {
    std::cout << help_for(command::show);
    return guest_ended_well;
  }
  const loaded_scenario loaded = load_scenario(options.request, data);
  text_table t{{"KEY", "VALUE", "FROM"}};
  for (const shown_setting& s : loaded.settings) t.row({s.key, s.value.empty() ? "\"\"" : s.value, s.origin});
  std::cout << t.text() << std::flush;
  return guest_ended_well;
}

}  // namespace trapline
