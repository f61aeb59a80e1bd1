/// What a command answers: values for programs, from which the words for people are made.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace trapline::control {

using nlohmann::ordered_json;

struct answer {
  /// An object, a list of objects with the same keys, a text; null if there is nothing to say.
  ordered_json data;
  /// For people, where it is not to be made of `data`.
  std::string words = {};

  /// Ends with a line feed unless it is empty. A list of objects is a table, an object a line a key.
  std::string text() const;
};

}  // namespace trapline::control
