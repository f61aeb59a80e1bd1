/// The known word that somebody who made a typing error most likely meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trapline {

/// The candidate with the least edit distance (a swap of neighbours counts as one edit), if that is
/// at most a third of the word's length, and at least 2 are allowed.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean "X"?", or else "known are A, B, C" (at most 24 of them), or "none is known".
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace trapline
