/// Results as one long table, a row a figure (RFC 4180):
///
///   run,section,vm,name,path,direction,block,step,metric,unit,value
///
/// `run` is the placement's name in a comparison, else empty. `section` says what the rest is about:
/// simulation, vm, path (name: the device), exit (name: the reason), interrupt (name: the source; path:
/// the way of injection; direction: to_handler, to_eoi or story), install (name: the device; path: from>to),
/// processor (name: its name) and host. Rows of steps have block and step; the others have them empty.
#pragma once

#include <string>

#include "sim/results/results.h"

namespace trapline {

std::string csv_header();
std::string to_csv(const results& r, const std::string& run = "");

}  // namespace trapline
