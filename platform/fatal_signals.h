/// The host's fatal signals: what a fault in the execution engine, in a library or in ourselves ends a process by.
#pragma once

#include <functional>

namespace trapline {

/// Runs `body`. A fatal signal in it, on whatever thread or stack, abandons it where it is: nothing of it is
/// unwound, and what is left of the process is good for a report and no more. A second one ends the process.
/// @return the signal's number; 0 if `body` came to its end.
int until_fatal_signal(const std::function<void()>& body);

/// "SIGSEGV"
const char* signal_name(int signal);

}  // namespace trapline
