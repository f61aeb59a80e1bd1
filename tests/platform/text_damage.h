/// Damage to TOML text, the same in each run.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace trapline::testing {

/// Values where readers go wrong: the ends of ranges, other types, broken tokens, no UTF-8.
const std::vector<std::string>& odd_values();

/// A copy with one to three mistakes: a byte, a line, a value or a token wrong, missing or twice.
std::string damaged_text(const std::string& good, std::mt19937_64& random);

}  // namespace trapline::testing
