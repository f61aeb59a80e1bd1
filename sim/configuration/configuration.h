/// Layered configuration: declared parameters, and values for them from defaults, a TOML file, the
/// environment and the command line, a later layer before an earlier one. Every value remembers where
/// it came from.
///
/// A parameter's key may hold "*", which stands for a name: "vm.*.memory". A value for "vm.memory" is
/// then for every one, a value for "vm.a.memory" for that one; within a layer the particular goes before
/// the general. In a file, [[vm]] tables are the names' declaration, by their `name` (or "vm1", "vm2").
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/configuration/config_error.h"
#include "sim/configuration/setting_value.h"

namespace trapline {

enum class value_kind : std::uint8_t {
  text,
  integer,
  decimal,  ///< in millionths
  boolean,
  time,    ///< in picoseconds
  size,    ///< in bytes
  choice,  ///< its place in the list
  file,    ///< a path; results show its last part only
  bytes,   ///< hexadecimal bytes: "1c f0 1c"
  set      ///< numbers up to 63 as a bit each: "0-3", "0, 2", in a file also [0, 2]
};

struct parameter {
  std::string key;
  value_kind kind = value_kind::text;
  std::string fallback;  ///< as it would be written; "" for none
  std::string description;
  std::uint64_t least = 0, most = ~std::uint64_t{0};  ///< in the kind's unit
  std::vector<std::string> choices = {};

  /// "1 to 8", "a time, 1 us or more", "none | poisson": what would be right.
  std::string range() const;
};

enum class layer : std::uint8_t { fallback, file, environment, command_line };

struct setting_origin {
  layer from = layer::fallback;
  file_position where;  ///< of a file's value; else the variable's name or the option as it was given

  /// "default", "FILE:LINE", "environment TRAPLINE_SET_seed", "command line".
  std::string text() const;
};

/// A parameter's value, found and checked.
struct resolved_setting {
  std::string key;
  const parameter* declared = nullptr;
  std::string text;
  std::uint64_t number = 0;  ///< in the kind's unit
  setting_origin origin;

  bool given() const { return origin.from != layer::fallback; }
  /// As results show it: no path of this machine.
  setting_value value() const;
  [[noreturn]] void fail(const std::string& wrong, const std::string& right) const;
};

class configuration {
 public:
  static constexpr std::string_view environment_prefix = "TRAPLINE_SET_";

  /// @param declared outlive it and what is got from it.
  explicit configuration(std::span<const parameter> declared) : declared_{declared} {}
  explicit configuration(std::vector<parameter>&& declared) = delete;
  configuration(const configuration&) = delete;
  configuration& operator=(const configuration&) = delete;

  /// @throws config_error for what is not TOML, unknown keys and wrong types.
  void add_file(const std::filesystem::path& path);
  /// Takes the variables TRAPLINE_SET_KEY, dots written as two underscores; `environment` ends with a null.
  void add_environment(const char* const* environment);
  /// "KEY=VALUE" from the command line; the last of several for a key counts.
  void add_assignment(const std::string& assignment);
  /// The same for an option of its own, named in messages ("--seed").
  void add_option(const std::string& option, const std::string& key, const std::string& value);

  /// The names that the file's [[group]] tables have, in its order.
  std::vector<std::string> names_in(std::string_view group) const;
  /// @throws config_error if a value is for a name of the group that is not among `names`.
  void check_names(std::string_view group, std::span<const std::string> names) const;
  /// What stands for the second "*" of "vm.*.input.*" in the keys for one of `names` or for all, in the
  /// order in which they were given. `group` is "vm.*.input".
  std::vector<std::string> inner_names(const std::string& group, std::span<const std::string> names) const;
  /// The last parts of the keys that match `pattern` ("vm.*.place.*") for one of `names` or for all.
  std::vector<std::string> keys_like(std::string_view pattern, std::span<const std::string> names) const;

  /// The value that counts. `key` is a declared key; for one with "*", `names` fill it in: the first is
  /// the name meant, the others are looked at where it has no value of its own in a layer (a copy takes
  /// its original's). For a last "*", give the key with it filled in.
  /// @throws config_error if the value is not of the kind or out of range.
  resolved_setting get(const std::string& key, std::span<const std::string> names = {}) const;

  std::span<const parameter> parameters() const { return declared_; }

 private:
  struct setting {
    std::string key;
    std::string text;
    char type;  ///< of a file's value: s, i, d, b or h (bytes); 0 where it was only text
    setting_origin origin;
  };
  struct group_name {
    std::string group, name;
  };
  friend class toml_flattener;

  void add(setting one);
  const parameter* declared_for(std::string_view key, bool general_too) const;
  bool begins_a_key(const std::string& key) const;
  resolved_setting checked(const parameter& declared, const std::string& key, const setting& found) const;

  std::span<const parameter> declared_;
  std::vector<setting> settings_;
  std::vector<group_name> groups_;
  std::string file_;  ///< where a value that nobody gave could be given
};

}  // namespace trapline
