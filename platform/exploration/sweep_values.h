/// The values of a sweep's tables: each key of the scenario with what it takes, as text that --set would take.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "sim/configuration/config_error.h"

namespace trapline::exploration {

struct swept_key {
  std::string name;
  std::vector<std::string> values;  ///< one unless the file has a list
  file_position where;
};

using swept_table = std::vector<swept_key>;

file_position position_of(const toml::node&, const std::string& file);
/// The keys of [NAME] in the file's order; `"vm.placement"` and `vm.placement` are the same. Empty if there is none.
/// @throws config_error for a value that is no text, number or boolean, an empty list, and "seed".
swept_table swept_keys(const toml::table& file, std::string_view name, const std::string& path);
/// The same for each [[NAME]].
std::vector<swept_table> swept_tables(const toml::table& file, std::string_view name,
                                      const std::string& path);

}  // namespace trapline::exploration
