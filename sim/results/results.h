/// What a run found out, as plain data: the form of the `trapline.results/1` contract. Whoever runs the
/// simulation fills it in; the writers and the reports walk the declarations of its sections.
#pragma once

#include <type_traits>

#include "sim/results/command_section.h"
#include "sim/results/exit_section.h"
#include "sim/results/install_section.h"
#include "sim/results/interrupt_section.h"
#include "sim/results/path_section.h"
#include "sim/results/processor_section.h"
#include "sim/results/run_section.h"
#include "sim/results/vm_section.h"

namespace trapline {

/// A struct that has all that its sections have.
template <class... Sections>
struct sections_of : Sections... {
  bool operator==(const sections_of&) const = default;

  /// Calls for each section of `all`, in their order. @param all this type, constant or not.
  template <class All, class Each>
  static void for_each(All& all, const Each& each) {
    (each(static_cast<std::conditional_t<std::is_const_v<All>, const Sections, Sections>&>(all)), ...);
  }
};

/// The sections, in the order of the JSON form. A new one is a file like those above, and its name here.
using results_sections = sections_of<build_section, scenario_section, simulation_section, profile_section,
                                     vm_section, path_section, exit_section, interrupt_section,
                                     install_section, command_section, processor_section, host_section>;

struct results : results_sections {
  /// Adds what was counted of all VMs, or of some: rows that counted something, and puts all rows in the order
  /// of their keys.
  void take(
      const run_statistics&, const vm_filter& wanted = [](const std::string&) { return true; });

  /// Adds what another one took.
  void add(const results& taken);

  bool operator==(const results&) const = default;
};

}  // namespace trapline
