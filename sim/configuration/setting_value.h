/// A value of the resolved configuration, as results carry it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace trapline {

using setting_value = std::variant<std::string, std::int64_t, double, bool>;

}  // namespace trapline
