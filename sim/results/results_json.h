/// Results in their machine-readable form, `trapline.results/1`, and back.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sim/results/results.h"

namespace trapline {

inline constexpr std::string_view results_schema_name = "trapline.results/1";

/// How much of the results is written.
enum class json_detail : std::uint8_t {
  contract,       ///< what the schema says
  distributions,  ///< and of each latency the distribution that its quantiles were taken of
};

/// Keys stand in the order of the schema; equal results give equal bytes.
nlohmann::ordered_json to_json(const results& r, json_detail detail = json_detail::contract);

/// What to_json() wrote, but for what the schema leaves out: the profile's summary and the VMs' texts.
/// @throws nlohmann::json::exception, std::exception if it is not that.
results results_from_json(const nlohmann::ordered_json& json);

/// As a file holds it: indented by two, with a line feed at the end.
std::string text_of(const nlohmann::ordered_json& json);

}  // namespace trapline
