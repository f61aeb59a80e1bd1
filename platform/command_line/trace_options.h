/// What `trapline trace` is asked for, checked.
#pragma once

#include "platform/command_line/command_options.h"
#include "platform/recordings/access_trace.h"

namespace trapline {

/// @throws config_error for a device or a VM that the scenario has not, and for what is no time or number.
trace_filter trace_filter_of(const trace_request&, const scenario&);

}  // namespace trapline
