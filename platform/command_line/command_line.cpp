#include "platform/command_line/command_line.h"

#include <iostream>

#include "models/devices/storage/image_error.h"
#include "platform/command_line/child_runs.h"
#include "platform/command_line/standard_output.h"
#include "platform/files/output_error.h"
#include "platform/loaders/load_plan.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

constexpr std::string_view usage =
    "trapline: what every trapped device operation of a virtual machine costs, step by step\n"
    "\n"
    "  trapline run SCENARIO [--set KEY=VALUE]... [--seed N] [--until TIME] [--json FILE] [--csv FILE]\n"
    "                        [--html FILE] [--markdown FILE] [--latex FILE] [--serial FILE]\n"
    "                        [--log FILE] [--screen FILE] [--wav FILE] [--pcap FILE]\n"
    "                        [--timeline FILE] [--vcd FILE] [--console]\n"
    "                        [--panel] [--panel-socket PATH] [--panel-script FILE] [--panel-record FILE]\n"
    "                        [--paused] [--threads N] [--no-translation-cache] [--no-wait-skipping]\n"
    "                        [--quiet]\n"
    "  trapline trace SCENARIO [--set KEY=VALUE]... [--seed N] [--until TIME] [--device D] [--vm V]\n"
    "                        [--from TIME] [--count N] [--interrupts] [--json]\n"
    "  trapline compare SCENARIO (--place NAME|DEVICE=PLACE[,DEVICE=PLACE...] |\n"
    "                        --column \"LABEL: KEY=VALUE; KEY=VALUE...\")... [--base LABEL] [--seeds N]\n"
    "                        [--jobs N] [--json FILE] [--csv FILE] [--html FILE]\n"
    "                        [--markdown FILE] [--latex FILE]\n"
    "  trapline advise SCENARIO [--budget SIZE] [--seeds N] [--jobs N] [--json FILE]\n"
    "  trapline sweep NAME|FILE --into FOLDER [--jobs N] [--executor local|slurm] [--csv FILE]\n"
    "  trapline check [--json FILE] [--quiet]\n"
    "  trapline list guests|platforms|profiles|placements|scenarios|sweeps|devices|costs|paths|\n"
    "                        parameters|variables\n"
    "  trapline show SCENARIO [--set KEY=VALUE]...\n"
    "  trapline COMMAND --help, trapline --version\n"
    "\n"
    "SCENARIO is a TOML file or the name of a shipped one; FILE - is standard output. A key can also be\n"
    "set by the environment: TRAPLINE_SET_vm__memory=\"64 MiB\" for vm.memory.\n"
    "\n"
    "Exit code: 0 the guest ended well; 1 it failed; 2 the configuration or a file is wrong; 3 the run\n"
    "was ended by its limit, by a guest that cannot go on, or by Ctrl-C; 4 a fault of ours.\n";

int dispatch(const std::vector<std::string>& arguments, const simulator& simulate) {
  const std::string name = arguments.empty() ? "" : arguments.front();
  if (name.empty())
    throw config_error{{"command line"},
                       "COMMAND",
                       "is missing",
                       "run, trace, compare, advise, sweep, check, list or show is needed"};
  if (name == "--help" || name == "-h" || name == "help") {
    std::cout << usage;
    return guest_ended_well;
  }
  if (name == "--version") {
    std::cout << "trapline " << TRAPLINE_VERSION << "\n";
    return guest_ended_well;
  }
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  const data_files data = data_files::of_this_program();
  if (name == "run") return run_command(rest, data, simulate);
  if (name == "trace") return trace_command(rest, data, simulate);
  if (name == "compare") return compare_command(rest, data, simulate);
  if (name == "advise") return advise_command(rest, data, simulate);
  if (name == "sweep") return sweep_command(rest, data, simulate);
  if (name == "check") return check_command(rest, data, simulate);
  if (name == "list") return list_command(rest, data);
  if (name == "show") return show_command(rest, data);
  const std::vector<std::string> known{"run", "trace", "compare", "advise", "sweep", "check", "list", "show"};
  throw config_error{{"command line"}, "\"" + name + "\"", "unknown command", suggestion(name, known)};
}

}  // namespace

int report_exception() {
  try {
    throw;
  } catch (const config_error& e) {
    std::cerr << "trapline: " << e.what() << "\n";
    return wrong_input;
  } catch (const loaders::load_error& e) {
    std::cerr << "trapline: " << e.what() << "\n";
    return wrong_input;
  } catch (const devices::image_error& e) {
    std::cerr << "trapline: " << e.what() << "\n";
    return wrong_input;
  } catch (const output_error& e) {
    std::cerr << "trapline: " << e.what() << "\n";
    return fault_of_ours;
  } catch (const std::exception& e) {
    std::cerr << "trapline: a fault of ours: " << e.what() << "\n";
    return fault_of_ours;
  }
}

int command_line(const std::vector<std::string>& arguments, const simulator& simulate) {
  standard_output output;
  int code = fault_of_ours;
  try {
    code = dispatch(arguments, simulate);
  } catch (...) {
    code = report_exception();
  }
  const std::string why_not = output.finish();
  if (why_not.empty()) return code;
  std::cerr << "trapline: standard output cannot be written: " << why_not << "\n";
  return fault_of_ours;
}

}  // namespace trapline
