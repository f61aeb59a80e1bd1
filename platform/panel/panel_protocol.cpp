#include "platform/panel/panel_protocol.h"

#include "models/control/read_json.h"
#include "models/control/wrong_command.h"

namespace trapline {

namespace {

using nlohmann::ordered_json;

std::string line_of(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json error(const char* kind, const std::string& description) {
  return {{"error", {{"class", kind}, {"desc", description}}}};
}

ordered_json names_of_commands() {
  ordered_json all = ordered_json::array();
  for (const control::command& c : control::commands()) all.push_back({{"name", c.name}});
  return all;
}

ordered_json value_or_object(ordered_json value) {
  return value.is_null() ? ordered_json::object() : std::move(value);
}

void check_shape(const ordered_json& asked) {
  if (!asked.is_object())
    throw control::wrong_command{"the line is no object", "{\"execute\": COMMAND} is one"};
  for (const auto& [key, value] : asked.items())
    if (key != "execute" && key != "arguments" && key != "id")
      throw control::wrong_command{"\"" + key + "\" is unknown", "execute, arguments and id are known"};
  if (!asked.contains("execute") || !asked["execute"].is_string())
    throw control::wrong_command{"\"execute\" names no command", "a string is needed"};
}

ordered_json carried_out(const ordered_json& asked, control::control_panel& panel, instant now) {
  check_shape(asked);
  const std::string name = asked["execute"];
  const ordered_json arguments = asked.value("arguments", ordered_json::object());
  if (name == "qmp_capabilities") return ordered_json::object();
  if (name == "query-commands") return names_of_commands();
  if (name == "query-schema") return control::schema_of_commands();
  const control::command& c = control::command_named(name);
  return value_or_object(panel.carry_out(control::read_json(c, arguments, panel.view()), now).data);
}

}  // namespace

std::string panel_greeting() {
  return line_of(ordered_json{
      {"QMP", {{"version", {{"trapline", TRAPLINE_VERSION}}}, {"capabilities", ordered_json::array()}}}});
}

std::string answer_to(std::string_view line, control::control_panel& panel, instant now) {
  const ordered_json asked = ordered_json::parse(line, nullptr, false);
  ordered_json said;
  try {
    if (asked.is_discarded()) throw control::wrong_command{"the line is not JSON", ""};
    said["return"] = carried_out(asked, panel, now);
  } catch (const control::unknown_command& e) {
    said = error("CommandNotFound", e.what());
  } catch (const control::wrong_command& e) {
    said = error("GenericError", e.what());
  }
  if (asked.is_object() && asked.contains("id")) said["id"] = asked["id"];
  return line_of(said);
}

std::string line_of(const panel_event& e) {
  constexpr std::uint64_t per_second = 1'000'000'000'000, per_microsecond = 1'000'000;
  const std::uint64_t ps = e.at.picoseconds();
  return line_of(ordered_json{
      {"event", e.name},
      {"data", e.data},
      {"timestamp", {{"seconds", ps / per_second}, {"microseconds", ps % per_second / per_microsecond}}}});
}

}  // namespace trapline
