/// Turns a TOML document into a list of dotted keys: what a configuration's file layer is made of.
#pragma once

#include <string>

#include <toml++/toml.h>

#include "sim/configuration/configuration.h"

namespace trapline {

class toml_flattener {
 public:
  toml_flattener(configuration& into, std::string file) : into_{&into}, file_{std::move(file)} {}

  /// @throws config_error
  void flatten(const toml::table& table, const std::string& prefix);

 private:
  void take(const std::string& key, const toml::node& node, const toml::source_region& at);
  void take_array(const std::string& key, const toml::array& array, const toml::source_region& at);
  void take_group(const std::string& key, const toml::array& tables);
  file_position position(const toml::source_region& at) const;

  configuration* into_;
  std::string file_;
};

}  // namespace trapline
