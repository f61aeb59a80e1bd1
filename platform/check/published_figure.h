/// A figure that somebody measured on a real machine and published, and what of a simulation stands
/// beside it: the rows of `trapline check`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/results.h"

namespace trapline::check {

/// What is looked at in a run's results, in the mean.
struct measure {
  enum class subject : std::uint8_t { access, vm_exit, interrupt };
  subject of = subject::access;
  std::string name;  ///< a device, an exit's reason, an interrupt's source
  std::string path;  ///< of an access: the place that answered, any if empty
  direction towards = direction::in;
  bool to_end = false;             ///< of an interrupt: to its end rather than to the handler
  std::vector<std::string> steps;  ///< only these; all if empty
  /// A class of instructions whose own cycles, as the profile has them, are a part of what was published.
  std::optional<std::string> instruction;

  /// In cycles, without the instruction's own. @return nothing if the run has none.
  std::optional<double> in(const results&) const;
};

enum class figure_unit : std::uint8_t { cycles, microseconds };
enum class figure_kind : std::uint8_t {
  calibrated,  ///< a profile was made from it: it has to come out within 1 %
  predicted    ///< no profile knows it: it has to come out within what was published
};

struct published_figure {
  std::string name;
  std::string what;
  std::string source;
  figure_kind kind = figure_kind::predicted;
  figure_unit unit = figure_unit::cycles;
  double least = 0, most = 0;  ///< what was published; equal for a single figure
  std::string known_low;       ///< why it comes out lower than published; empty if it does not
  std::string scenario;
  std::vector<std::string> settings;  ///< KEY=VALUE, as --set takes them
  /// Another run's settings: the figure is what the measure takes there less what it takes here.
  std::optional<std::vector<std::string>> instead_of;
  measure looked_at;
};

/// The rows of a file of platform/published. @throws config_error
std::vector<published_figure> load_published(const std::filesystem::path&);

}  // namespace trapline::check
