/// What the report for people has of each section: its table, unless there is more to say.
#pragma once

#include "sim/report/section_table.h"

namespace trapline {

template <class Section>
document section_parts(const Section& section, const results& r) {
  if constexpr (requires { section.declared.title; })
    return titled_table(section, section.declared, r.profile.clock_hz);
  else
    return {};
}

/// What the cards of those that have any have had to do.
document section_parts(const vm_section&, const results&);
/// Also where the time of an access goes, path by path, and what the guests' caches did.
document section_parts(const path_section&, const results&);
/// Also where the time of an interrupt goes, source by source.
document section_parts(const interrupt_section&, const results&);
/// Also a waterfall each, and why what was refused was.
document section_parts(const install_section&, const results&);
/// Also who had each processor as a bar.
document section_parts(const processor_section&, const results&);

}  // namespace trapline
