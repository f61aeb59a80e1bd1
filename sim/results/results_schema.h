/// The form of the results as a JSON schema (draft 2020-12), made from the sections' declarations; shipped as
/// platform/schemas/results.schema.json.
#pragma once

#include <nlohmann/json.hpp>

namespace trapline {

nlohmann::ordered_json results_schema();

}  // namespace trapline
