#include "platform/command_line/command_options.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <sstream>

#include <boost/program_options.hpp>

#include "platform/command_line/host_switches.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace po = boost::program_options;
namespace {

using texts = std::vector<std::string>;

std::string_view name_of(command which) {
  constexpr std::array<std::string_view, 7> names{"run",   "compare", "check", "show",
                                                  "sweep", "trace",   "advise"};
  return names[static_cast<std::size_t>(which)];
}

bool takes_scenario(command which) { return which != command::check; }

po::options_description options_of(command which) {
  po::options_description options{"Options", 100};
  auto add = options.add_options();
  if (takes_scenario(which))
    add("set", po::value<texts>()->composing()->value_name("KEY=VALUE"), "sets a key; may be repeated");
  if (which == command::compare) {
    add("place", po::value<texts>()->composing()->value_name("PLACES"),
        "a column: a placement's name (it brings its platform; \"native\" is no monitor), or "
        "DEVICE=PLACE[,DEVICE=PLACE...] on top of everything in the service OS or user process, or both");
    add("column", po::value<texts>()->composing()->value_name("\"LABEL: KEY=VALUE; ...\""),
        "a column in which any keys are set");
    add("base", po::value<std::string>()->value_name("LABEL"),
        "the column that the others are compared with (default: the first)");
    add("seeds", po::value<std::string>()->value_name("N"),
        "runs each column with N seeds, from the scenario's on: means have 95 % confidence intervals");
    add("jobs", po::value<std::string>()->value_name("N"), "runs at a time (default: one a processor)");
  }
  if (which == command::advise) {
    add("budget", po::value<std::string>()->value_name("SIZE"),
        "what the models moved may add to the monitor together, such as \"32 KiB\" (default: no limit)");
    add("seeds", po::value<std::string>()->value_name("N"),
        "simulates each set with N seeds, from the scenario's on (default: 3): gains have 95 % confidence "
        "intervals");
    add("jobs", po::value<std::string>()->value_name("N"), "sets at once (default: as many as processors)");
  }
  if (which == command::sweep) {
    add("into", po::value<std::string>()->value_name("FOLDER"),
        "where the results are kept, and gone on from");
    add("jobs", po::value<std::string>()->value_name("N"), "points at once (default: as many as processors)");
    add("executor", po::value<std::string>()->value_name("NAME"),
        "\"local\" (default): this machine's processors; \"slurm\": a cluster's, by job arrays");
    add("lost-after", po::value<std::string>()->value_name("TIME"),
        "slurm: a task that has said nothing for so long is dead (default: 60 s)");
    add("export",
        "runs nothing: FOLDER/sweep.sbatch is a job array to submit by hand, FOLDER/commands.txt has a "
        "line a task for GNU parallel; what they leave is taken in by the next sweep");
    add("task", po::value<std::string>()->value_name("N"), "what the jobs call: task N of FOLDER");
    add("csv", po::value<std::string>()->value_name("FILE"), "a line a point as CSV; - is standard output");
    add("html", po::value<std::string>()->value_name("FILE"),
        "a page for a browser, in one file: what matters, the Pareto front; - is standard output");
    add("quiet", "no progress on standard error");
  }
  if (which == command::trace) {
    add("device", po::value<std::string>()->value_name("D"), "accesses to this device only");
    add("vm", po::value<std::string>()->value_name("V"), "of this virtual machine only");
    add("from", po::value<std::string>()->value_name("TIME"), "from this instant of simulated time on");
    add("count", po::value<std::string>()->value_name("N"), "ends when so many have been shown");
    add("interrupts", "interrupts too, from what led to them to their end");
    add("json", "a line of JSON each");
  }
  if (which == command::run || which == command::compare || which == command::trace ||
      which == command::advise) {
    add("seed", po::value<std::string>()->value_name("N"), "seed of all random numbers");
    add("until", po::value<std::string>()->value_name("TIME"), "limit of simulated time, such as \"20 ms\"");
  }
  if (which == command::run || which == command::compare) {
    add("csv", po::value<std::string>()->value_name("FILE"), "results as CSV; - is standard output");
    add("html", po::value<std::string>()->value_name("FILE"),
        "results as a page for a browser, in one file; - is standard output");
    add("markdown", po::value<std::string>()->value_name("FILE"),
        "the report as Markdown, GitHub's; - is standard output");
    add("latex", po::value<std::string>()->value_name("FILE"),
        "the report's tables for LaTeX (package booktabs); - is standard output");
  }
  if (which != command::show && which != command::sweep && which != command::trace) {
    add("json", po::value<std::string>()->value_name("FILE"), "results as JSON; - is standard output");
    add("quiet", "no progress on standard error");
  }
  if (which != command::show) add_host_switches(options);
  if (which == command::run) {
    add("console", "standard input and output are the first VM's serial line; Ctrl-A X leaves a terminal");
    add("panel", "the control panel at standard input: commands while the machine runs; `help` lists them");
    add("panel-socket", po::value<std::string>()->value_name("PATH"),
        "the same for programs: a Unix socket, a line of JSON a command");
    add("paused", "the run stands still before its first instruction, until the panel's `resume` or `step`");
    add("panel-script", po::value<std::string>()->value_name("FILE"),
        "commands for the control panel, each with its instant of simulated time");
    add("panel-record", po::value<std::string>()->value_name("FILE"),
        "writes what was said to the control panel, as a script");
    add("threads", po::value<std::string>()->value_name("N"),
        "runs virtual machines on N threads of the host, 1 to 64; results do not depend on it");
    add("serial", po::value<std::string>()->value_name("FILE"),
        "what the first VM's UART sends, as it is sent; another VM's goes to FILE.NAME");
    add("log", po::value<std::string>()->value_name("FILE"),
        "what the first VM wrote to its ports E9h and 402h, as it is written; another VM's goes to "
        "FILE.NAME");
    add("screen", po::value<std::string>()->value_name("FILE"),
        "what the first VM's monitor shows in the end, as PNG; another VM's goes to FILE.NAME");
    add("wav", po::value<std::string>()->value_name("FILE"),
        "what the first VM plays, as WAV; another VM's goes to FILE.NAME");
    add("pcap", po::value<std::string>()->value_name("FILE"),
        "the frames on the machine's network, for Wireshark; those of a VM's own card go to FILE.NAME");
    add("timeline", po::value<std::string>()->value_name("FILE"),
        "who did what when, as a timeline for ui.perfetto.dev; packed if its name ends with .gz");
    add("vcd", po::value<std::string>()->value_name("FILE"),
        "interrupt lines and A20 over time, as a value change dump for GTKWave");
  }
  add("help", "this text");
  return options;
}

[[noreturn]] void wrong_usage(command which, const std::string& what, const std::string& wrong,
                              const std::string& right = "") {
  throw config_error{
      {"command line"},
      what,
      wrong,
      right.empty() ? "`trapline " + std::string{name_of(which)} + " --help` shows what there is" : right};
}

/// The options that add a column, in their order.
std::vector<column_option> columns_in(const po::parsed_options& parsed) {
  std::vector<column_option> all;
  for (const auto& option : parsed.options) {
    const auto kind = option.string_key == "place"    ? std::optional{column_option::kind::place}
                      : option.string_key == "column" ? std::optional{column_option::kind::column}
                                                      : std::nullopt;
    if (kind)
      for (const std::string& text : option.value) all.push_back({*kind, text});
  }
  return all;
}

/// @param columns takes the options that add a column.
po::variables_map parse(command which, const texts& arguments, std::vector<column_option>& columns) {
  po::options_description all = options_of(which);
  texts known;
  for (const auto& option : all.options()) known.push_back("--" + option->long_name());
  all.add_options()("scenario", po::value<texts>());
  po::positional_options_description positional;
  positional.add("scenario", -1);
  po::variables_map values;
  try {
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    const auto parsed =
        po::command_line_parser{arguments}.options(all).positional(positional).style(style).run();
    columns = columns_in(parsed);
    po::store(parsed, values);
  } catch (const po::unknown_option& e) {
    const std::string name = e.get_option_name();
    const auto meant = nearest(name, known);
    wrong_usage(which, name, "unknown option", meant ? "did you mean \"" + *meant + "\"?" : "");
  } catch (const po::multiple_occurrences& e) {
    wrong_usage(which, e.get_option_name(), "is given twice", "once is enough");
  } catch (const po::error_with_option_name& e) {
    wrong_usage(which, e.get_option_name(), "has no value, or one that it does not take");
  }
  return values;
}

unsigned count_from(command which, const std::string& option, const std::string& text, unsigned most) {
  unsigned n = 0;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, n);
  if (error != std::errc{} || rest != end || n < 1 || n > most)
    wrong_usage(which, option, "\"" + text + "\" is no number of " + option.substr(2),
                "1 to " + std::to_string(most));
  return n;
}

std::size_t task_from(command which, const std::string& text) {
  const auto n = parse_integer(text);
  if (!n) wrong_usage(which, "--task", "\"" + text + "\" is no number of a task");
  return *n;
}

}  // namespace

command_options read_options(command which, const texts& arguments) {
  command_options options;
  const po::variables_map values = parse(which, arguments, options.columns);
  options.help = values.count("help") > 0;
  if (options.help) return options;
  const texts scenarios = values.count("scenario") > 0 ? values["scenario"].as<texts>() : texts{};
  const std::size_t wanted = takes_scenario(which) ? 1 : 0;
  if (scenarios.size() < wanted)
    wrong_usage(which, "SCENARIO", "is missing", "name a TOML file or a shipped scenario");
  if (scenarios.size() > wanted)
    wrong_usage(which, "\"" + scenarios[wanted] + "\"",
                wanted == 0 ? "no scenario is taken" : "one scenario at a time");
  const auto all = [&](const char* name) {
    return values.count(name) > 0 ? values[name].as<texts>() : texts{};
  };
  const auto one = [&](const char* name) {
    return values.count(name) > 0 ? std::optional{values[name].as<std::string>()} : std::nullopt;
  };
  if (wanted > 0) options.request.scenario = scenarios.front();
  options.request.assignments = all("set");
  options.request.environment = environ;
  for (const char* name : {"seed", "until"})
    if (const auto value = one(name))
      options.request.options.push_back({"--" + std::string{name}, name, *value});
  options.budget = one("budget");
  if (which == command::advise) options.seeds = 3;
  options.base = one("base").value_or("");
  if (const auto n = one("seeds")) options.seeds = count_from(which, "--seeds", *n, 1000);
  if (which == command::trace)
    options.trace = {
        one("device"),           one("vm"), one("from"), one("count"), values.count("interrupts") > 0,
        values.count("json") > 0};
  else
    options.json = one("json");
  options.timeline = one("timeline");
  options.vcd = one("vcd");
  options.wav = one("wav");
  options.pcap = one("pcap");
  options.csv = one("csv");
  options.html = one("html");
  options.markdown = one("markdown");
  options.latex = one("latex");
  options.serial = one("serial");
  options.screen = one("screen");
  options.log = one("log");
  options.quiet = values.count("quiet") > 0;
  follow_host_switches(values);
  options.panel = which == command::run && values.count("panel") > 0;
  options.paused = which == command::run && values.count("paused") > 0;
  options.panel_socket = one("panel-socket");
  options.panel_script = one("panel-script");
  options.panel_record = one("panel-record");
  options.console = which == command::run && values.count("console") > 0;
  if (const auto n = one("threads")) options.threads = count_from(which, "--threads", *n, 64);
  if (const auto n = one("jobs")) options.jobs = count_from(which, "--jobs", *n, 4096);
  options.into = one("into");
  options.executor = one("executor").value_or("local");
  options.lost_after = one("lost-after");
  options.only_export = values.count("export") > 0;
  if (const auto n = one("task")) options.task = task_from(which, *n);
  return options;
}

std::string help_for(command which) {
  std::ostringstream text;
  text << "trapline " << name_of(which)
       << (which == command::sweep ? " NAME|FILE --into FOLDER"
           : takes_scenario(which) ? " SCENARIO"
                                   : "")
       << (which == command::compare ? " --place PLACES|--column \"LABEL: KEY=VALUE\" ..." : "")
       << " [options]\n\n";
  if (which == command::run) text << "Runs a scenario and reports where each device access spent its time.\n";
  if (which == command::compare)
    text << "Runs a scenario for each architecture and puts the results side by side.\n";
  if (which == command::check)
    text << "Runs what was measured on real machines and published, and says how far the simulator is\n"
            "off. Exit code 1: a figure that a profile was made from is off by more than 1 %, or one that\n"
            "none was made from lies outside of what was published, for no reason that is known.\n\n";
  if (which == command::sweep)
    text << "Runs the points of a shipped sweep or a TOML file, each once: what FOLDER holds already is not "
            "run again.\n\n";
  if (which == command::advise)
    text << "Says which device models to move next to the guest: what each costs in a run with all of them "
            "far,\n"
            "what the promising sets gain when they are simulated, and which set is best.\n";
  if (which == command::trace)
    text << "Runs a scenario and shows each access as it happens: when, by which instruction, what was read "
            "or\n"
            "written, each step with its block and who pays for it.\n";
  if (which == command::show)
    text << "Prints the resolved configuration, each value with where it came from.\n";
  if (takes_scenario(which) && which != command::sweep)
    text << "SCENARIO is a TOML file or the name of a shipped one.\n\n";
  text << options_of(which);
  return text.str();
}

}  // namespace trapline
