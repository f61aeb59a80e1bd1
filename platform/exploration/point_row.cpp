#include "platform/exploration/point_row.h"

#include <nlohmann/json.hpp>

namespace trapline::exploration {

using json = nlohmann::ordered_json;

std::string to_line(const point_row& row) {
  return json{{"id", row.id},         {"settings", row.point.values}, {"seed", row.point.seed},
              {"done", row.done},     {"reason", row.reason},         {"code", row.code},
              {"metrics", row.found}, {"wall_s", row.wall_s}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

point_row row_from(const std::string& line) {
  const json all = json::parse(line);
  return {.id = all.at("id"),
          .point = {all.at("settings").get<settings>(), all.at("seed")},
          .done = all.at("done"),
          .reason = all.at("reason"),
          .code = all.at("code"),
          .found = all.at("metrics").get<metrics>(),
          .wall_s = all.at("wall_s")};
}

}  // namespace trapline::exploration
