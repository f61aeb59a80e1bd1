/// A command's arguments as JSON: each by its name, of its type.
#pragma once

#include "models/control/command.h"

namespace trapline::control {

/// @param arguments an object. @throws wrong_command for what is missing, unknown or of another type.
request read_json(const command&, const ordered_json& arguments, const system_view&);
/// What a program needs to know of the commands: names, arguments, their types.
ordered_json schema_of_commands();

}  // namespace trapline::control
