/// What the report for people says of each section: its table, unless there is more to say.
#pragma once

#include "sim/report/section_table.h"

namespace trapline {

template <class Section>
std::string section_text(const Section& section, const results& r) {
  if constexpr (requires { section.declared.title; })
    return titled_table(section, section.declared, r.profile.clock_hz);
  else
    return "";
}

/// What the cards of those that have any have had to do.
std::string section_text(const vm_section&, const results&);
/// Also where the time of an access goes, path by path, and what the guests' caches did.
std::string section_text(const path_section&, const results&);
/// Also where the time of an interrupt goes, source by source.
std::string section_text(const interrupt_section&, const results&);
/// Also a waterfall each, and why what was refused was.
std::string section_text(const install_section&, const results&);
/// Also who had each processor as a bar.
std::string section_text(const processor_section&, const results&);

}  // namespace trapline
