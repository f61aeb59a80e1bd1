/// Strict reading of TOML: a table's keys are declared, then asked for by name and type; a key that is
/// not declared is an error, and every error carries file, line, column and key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "sim/configuration/config_error.h"

namespace trapline {

/// @throws config_error for a file that cannot be read, is larger than 4 MiB or is not TOML (a key
/// given twice is not).
toml::table parse_toml_file(const std::filesystem::path& path);

/// What a value is, for messages: "a string", "an integer".
std::string_view kind_of(const toml::node& node);

class table_reader {
 public:
  /// The table must outlive the reader. `prefix` is put before keys in messages ("steps.").
  table_reader(const toml::table& table, std::string file, std::string prefix = "");

  /// Declares the keys that there are. To be called first. @throws config_error for any other.
  void only(const std::vector<std::string>& known) const;

  std::string text(std::string_view key) const;
  std::optional<std::string> text_if(std::string_view key) const;
  /// A string, or an array of strings; empty if the key is not there.
  std::vector<std::string> texts_if(std::string_view key) const;
  std::uint64_t integer(std::string_view key, std::uint64_t least, std::uint64_t most) const;
  std::optional<std::uint64_t> integer_if(std::string_view key, std::uint64_t least,
                                          std::uint64_t most) const;
  bool boolean(std::string_view key) const;
  /// An integer or a decimal number, rounded to the nearest 1 / per_unit; `most` is in whole units.
  std::uint64_t fixed_point(std::string_view key, std::uint64_t per_unit, std::uint64_t most) const;
  table_reader table(std::string_view key) const;
  std::optional<table_reader> table_if(std::string_view key) const;

  /// Every key of the table, in the file's order.
  std::vector<std::string> keys() const;

  file_position where(std::string_view key) const;
  [[noreturn]] void fail(std::string_view key, const std::string& wrong, const std::string& right) const;

 private:
  const toml::node* find(std::string_view key) const;
  const toml::node& need(std::string_view key) const;

  const toml::table* table_;
  std::string file_;
  std::string prefix_;
};

}  // namespace trapline
