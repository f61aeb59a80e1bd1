/// The form in which a sweep keeps its results. A change of what a metric means is another number.
#pragma once

namespace trapline::exploration {

inline constexpr const char* result_schema = "trapline.sweep/2";

}  // namespace trapline::exploration
