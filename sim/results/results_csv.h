/// Results as one long table, a row a figure (RFC 4180):
///
///   label,profile,seed,section,vm,name,path,direction,block,step,metric,unit,value,ns
///
/// `label` is the column's in a comparison, else empty; `profile` and `seed` say which run it is. `section` says
/// what the rest is about: simulation, vm, path (name: the device), exit (name: the reason), interrupt (name: the
/// source; path: the way of injection; direction: to_handler, to_eoi or story), install (name: the device; path:
/// from>to), processor (name: its name) and host. Rows of steps have block and step; the others have them empty.
/// `ns` is the value in nanoseconds, where it is a time: cycles are of the profile's clock.
#pragma once

#include <string>

#include "sim/results/results.h"

namespace trapline {

std::string csv_header();
std::string to_csv(const results& r, const std::string& label = "");

}  // namespace trapline
