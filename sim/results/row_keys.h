/// What a row of the results is about.
#pragma once

#include "sim/results/declaration.h"

namespace trapline {

/// References to its keys, in their order.
template <class Row>
auto keys_of(const Row& row) {
  const auto key = [&]<class Value>(const key_field<Row, Value>& f) { return std::tie(row.*f.member); };
  const auto none = [](const auto&) { return std::tuple{}; };
  const auto either = [&](const auto& f) {
    if constexpr (requires { key(f); })
      return key(f);
    else
      return none(f);
  };
  return std::apply([&](const auto&... f) { return std::tuple_cat(either(f)...); }, fields_of<Row>);
}

}  // namespace trapline
