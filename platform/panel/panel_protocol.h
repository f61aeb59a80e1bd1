/// What programs say to the control panel, and hear: a line of JSON each, in the form of QEMU's machine
/// protocol (QMP): {"execute": NAME, "arguments": {...}, "id": ANY} is answered by {"return": ..., "id": ANY}
/// or {"error": {"class": ..., "desc": ...}, "id": ANY}; events come in between. Nothing has happened when an
/// error is answered. The names of QMP's own commands for getting started are known too: qmp_capabilities,
/// query-commands, and query-schema, which says what every command takes.
#pragma once

#include <string>
#include <string_view>

#include "platform/panel/operator_front.h"

namespace trapline {

/// What a client hears first.
std::string panel_greeting();
/// Carries out a line. @return the answer's line
std::string answer_to(std::string_view line, control::control_panel&, instant now);
std::string line_of(const panel_event&);

}  // namespace trapline
