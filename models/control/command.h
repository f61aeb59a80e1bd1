/// What an operator can say to a monitor: the table of commands, one for terminal, script, socket and
/// scenario. A command is a file in commands/ that defines `command NAME_command()`; the build collects them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/control/answer.h"
#include "models/control/request.h"
#include "models/control/system_view.h"

namespace trapline::control {

struct operated_system;

enum class argument_kind : std::uint8_t {
  word,
  number,   ///< 0 or more, decimal or 0x-hexadecimal
  time,     ///< "20 ms"
  text,     ///< the rest of the line
  settings  ///< KEY=VALUE, as many as there are; in JSON an object
};

/// Words that could stand for an argument, as far as they are known; for completion.
using known_words = std::vector<std::string> (*)(const system_view&, const ordered_json& given_before);

struct argument {
  std::string_view name;
  argument_kind kind = argument_kind::word;
  bool needed = true;
  std::string_view help = "";
  known_words words = nullptr;
  bool first_vm = false;  ///< the first VM where the line does without it
};

struct command {
  std::string_view name;
  std::string_view summary;  ///< what it does, in one line
  /// In the order of a line. If the first is `of_a_vm`, the line may do without it.
  std::vector<argument> arguments = {};
  /// Refuses what is wrong as far as one can know; changes nothing. @throws wrong_command
  std::function<void(const request&, const system_view&)> check = {};
  /// What is known once it has been carried out.
  std::function<void(const request&, system_view&)> foresee = {};
  /// Does it, at an instant at which everything stands still. @throws wrong_command, having changed nothing
  std::function<answer(const request&, operated_system&)> run;

  /// "place DEVICE PLACE, place VM DEVICE PLACE"
  std::string usage() const;
};

/// By name.
std::span<const command> commands();
/// @throws unknown_command
const command& command_named(std::string_view name);

/// The VM that a command is for: the first one unless the line names another.
inline constexpr argument of_a_vm{"vm",
                                  argument_kind::word,
                                  false,
                                  "a virtual machine (default: the first)",
                                  [](const system_view& v, const ordered_json&) { return v.vm_names(); },
                                  true};
/// One that has to be named, and one that stands for everything if it is not.
inline constexpr argument a_vm{"vm", argument_kind::word, true, "a virtual machine",
                               [](const system_view& v, const ordered_json&) { return v.vm_names(); }};
inline constexpr argument one_vm_or_all{
    "vm", argument_kind::word, false, "a virtual machine; none for everything",
    [](const system_view& v, const ordered_json&) { return v.vm_names(); }};
/// A device model of that VM.
inline constexpr argument a_device{
    "device", argument_kind::word, true, "a device, as `devices` names it",
    [](const system_view& v, const ordered_json& given) {
      return given.contains("vm") && v.has_vm(given["vm"]) ? v.vm(given["vm"]).devices : v.kinds;
    }};
inline constexpr argument a_place{"place", argument_kind::word, true, "where device models can be",
                                  [](const system_view& v, const ordered_json&) { return v.places; }};

}  // namespace trapline::control
