#include "models/control/command.h"

#include <algorithm>
#include <cctype>

#include "models/control/wrong_command.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

std::string in_usage(const argument& a) {
  std::string name{a.name};
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (a.kind == argument_kind::settings) name = "KEY=VALUE...";
  if (a.kind == argument_kind::text) name += "...";
  return a.needed || a.first_vm ? " " + name : " [" + name + "]";
}

}  // namespace

std::string command::usage() const {
  std::string with_vm{name}, without{name};
  bool takes_vm = false;
  for (const argument& a : arguments) {
    with_vm += in_usage(a);
    if (a.first_vm)
      takes_vm = true;
    else
      without += in_usage(a);
  }
  return takes_vm ? without + ", " + with_vm : without;
}

const command& command_named(std::string_view name) {
  const auto found = std::ranges::find(commands(), name, &command::name);
  if (found != commands().end()) return *found;
  std::vector<std::string> names;
  for (const command& c : commands()) names.emplace_back(c.name);
  std::string right = suggestion(name, names);
  if (const auto meant = nearest(name, names))
    right += " (" + std::ranges::find(commands(), *meant, &command::name)->usage() + ")";
  throw unknown_command{"there is no command \"" + std::string{name} + "\"", right};
}

}  // namespace trapline::control
