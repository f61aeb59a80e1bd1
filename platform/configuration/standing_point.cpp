#include "platform/configuration/standing_point.h"

#include <utility>

namespace trapline {
namespace {

std::optional<standing_point> asked_for;

}  // namespace

void stand_still(standing_point where) { asked_for = std::move(where); }

std::optional<standing_point> take_standing_point() { return std::exchange(asked_for, std::nullopt); }

}  // namespace trapline
