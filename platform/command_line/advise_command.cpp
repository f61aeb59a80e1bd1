// trapline advise: which device models to move next to the guest, by simulating the sets that promise most.
#include <iostream>

#include "platform/command_line/advisor.h"
#include "platform/command_line/result_files.h"
#include "sim/results/results_json.h"

namespace trapline {

int advise_command(const std::vector<std::string>& arguments, const data_files& data,
                   const simulator& simulate) {
  const command_options options = read_options(command::advise, arguments);
  if (options.help) {
    std::cout << help_for(command::advise);
    return guest_ended_well;
  }
  advisor a{options, data, simulate};
  output_files used{a.inputs()};
  result_files files{used};
  files.add("--json", options.json, [&] { return text_of(to_json(a.found())); });
  const int code = a.run();
  if (code > guest_failed || a.found().sets.empty()) return code;
  return files.finish([&] { return exploration::text_of(a.found()); }) ? code : fault_of_ours;
}

}  // namespace trapline
