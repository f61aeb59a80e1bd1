/// The architectures that `trapline compare` is asked to put side by side, as settings on top of a scenario.
#pragma once

#include <string>
#include <vector>

#include "platform/configuration/data_files.h"
#include "platform/configuration/scenario_loader.h"

namespace trapline {

struct column_request {
  std::string label;
  std::vector<option_value> settings;
};

/// One of the options that add a column, in the order in which they were given.
struct column_option {
  enum class kind : std::uint8_t { place, column };
  kind of;
  std::string text;
};

/// `--place NAME|FILE|DEVICE=PLACE[,DEVICE=PLACE...]`: a placement, by its name or its file's, brings the platform that has it, `native`
/// is none; single devices alone start from everything in the service OS, or in the user process.
/// `--column "LABEL: KEY=VALUE; KEY=VALUE"`: any keys. @throws config_error
column_request column_for(const column_option&, const data_files&);

/// @throws config_error if two columns have one label or say the same, if there are fewer than two, or if there is
/// no column `base`. @return where the base is; the first if `base` is empty.
std::size_t checked_base(const std::vector<column_request>&, const std::vector<scenario>&,
                         const std::string& base);

}  // namespace trapline
