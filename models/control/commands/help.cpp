// help: what commands there are.
#include "models/control/command.h"
#include "models/control/read_json.h"
#include "sim/report/text_table.h"

namespace trapline::control {

namespace {

std::vector<std::string> names(const system_view&, const ordered_json&) {
  std::vector<std::string> all;
  for (const command& c : commands()) all.emplace_back(c.name);
  return all;
}

std::string words_for_all() {
  text_table t{{"COMMAND", "WHAT IT DOES"}};
  for (const command& c : commands()) t.row({std::string{c.name}, std::string{c.summary}});
  return t.text() + "help COMMAND says more.\n";
}

std::string words_for(const command& c) {
  std::string all = c.usage() + "\n" + std::string{c.summary} + "\n";
  for (const argument& a : c.arguments) all += "  " + std::string{a.name} + ": " + std::string{a.help} + "\n";
  return all;
}

}  // namespace

command help_command() {
  return {.name = "help",
          .summary = "what commands there are, or what one takes",
          .arguments = {{"command", argument_kind::word, false, "one of them", names}},
          .check =
              [](const request& r, const system_view&) {
                if (r.has("command")) command_named(r.text("command"));
              },
          .run = [](const request& r, operated_system&) -> answer {
            const ordered_json all = schema_of_commands();
            if (!r.has("command")) return {all, words_for_all()};
            const command& c = command_named(r.text("command"));
            return {all.at(static_cast<std::size_t>(&c - commands().data())), words_for(c)};
          }};
}

}  // namespace trapline::control
