#include "platform/check/published_figure.h"

#include <algorithm>

#include "sim/configuration/toml_reader.h"

namespace trapline::check {

namespace {

constexpr std::uint64_t thousandths = 1000;

double decimal(const table_reader& in, std::string_view key) {
  return static_cast<double>(in.fixed_point(key, thousandths, 1'000'000'000)) / thousandths;
}

/// One of two words, as whether it is the second.
bool second_of(const table_reader& in, std::string_view key, const std::string& first,
               const std::string& second) {
  const std::string word = in.text(key);
  if (word != first && word != second)
    in.fail(key, "is \"" + word + "\"", "\"" + first + "\" or \"" + second + "\" is needed");
  return word == second;
}

measure read_measure(const table_reader& in) {
  in.only({"access", "path", "direction", "exit", "interrupt", "leg", "steps", "instruction"});
  measure m;
  m.instruction = in.text_if("instruction");
  m.steps = in.texts_if("steps");
  if (const auto device = in.text_if("access")) {
    m.of = measure::subject::access;
    m.name = *device;
    m.path = in.text_if("path").value_or("");
    m.towards = second_of(in, "direction", "in", "out") ? direction::out : direction::in;
  } else if (const auto reason = in.text_if("exit")) {
    m.of = measure::subject::vm_exit;
    m.name = *reason;
  } else {
    m.of = measure::subject::interrupt;
    m.name = in.text("interrupt");
    m.to_end = second_of(in, "leg", "to_handler", "to_eoi");
  }
  return m;
}

/// A profile that only the row's own run needs stands beside the file.
void add_profile(published_figure& row, const table_reader& in, const std::filesystem::path& folder) {
  const auto profile = in.text_if("profile");
  if (!profile) return;
  const std::string setting = "platform.profile=" + (folder / *profile).string();
  row.settings.push_back(setting);
  if (row.instead_of) row.instead_of->push_back(setting);
}

published_figure read_row(const table_reader& in, const std::filesystem::path& folder) {
  in.only({"name", "what", "source", "kind", "unit", "published", "to", "known_low", "scenario", "profile",
           "set", "instead_of", "measure"});
  published_figure row;
  row.name = in.text("name");
  row.what = in.text("what");
  row.source = in.text("source");
  row.kind =
      second_of(in, "kind", "calibrated", "predicted") ? figure_kind::predicted : figure_kind::calibrated;
  row.unit = second_of(in, "unit", "cycles", "us") ? figure_unit::microseconds : figure_unit::cycles;
  row.least = row.most = decimal(in, "published");
  const std::vector<std::string> keys = in.keys();
  const auto has = [&](const char* key) { return std::ranges::find(keys, key) != keys.end(); };
  if (has("to")) row.most = decimal(in, "to");
  if (row.most < row.least) in.fail("to", "is less than published", "the upper end is needed");
  row.known_low = in.text_if("known_low").value_or("");
  row.scenario = in.text("scenario");
  row.settings = in.texts_if("set");
  if (has("instead_of")) row.instead_of = in.texts_if("instead_of");
  add_profile(row, in, folder);
  row.looked_at = read_measure(in.table("measure"));
  return row;
}

double steps_mean(const std::vector<step_figures>& steps, const std::vector<std::string>& wanted,
                  std::uint64_t count) {
  std::uint64_t total = 0;
  for (const step_figures& s : steps)
    if (std::ranges::find(wanted, s.what) != wanted.end()) total += s.total;
  return static_cast<double>(total) / static_cast<double>(count);
}

}  // namespace

std::optional<double> measure::in(const results& r) const {
  const auto mean = [&](const cycle_figures& took, const std::vector<step_figures>& parts) {
    return steps.empty() ? took.mean() : steps_mean(parts, steps, took.count);
  };
  switch (of) {
    case subject::access:
      for (const path_result& p : r.paths)
        if (p.device == name && p.towards == towards && (path.empty() || p.path == path))
          return mean(p.took, p.steps);
      break;
    case subject::vm_exit:
      for (const exit_result& e : r.exits)
        if (e.reason == name) return e.took.mean();
      break;
    case subject::interrupt:
      for (const interrupt_result& i : r.interrupts)
        if (i.source == name && i.to_handler.count > 0)
          return to_end ? mean(i.to_eoi, i.to_eoi_steps) : mean(i.to_handler, i.to_handler_steps);
      break;
  }
  return std::nullopt;
}

std::vector<published_figure> load_published(const std::filesystem::path& path) {
  const toml::table parsed = parse_toml_file(path);
  const table_reader file{parsed, path.string()};
  file.only({"row"});
  const toml::array* rows = parsed["row"].as_array();
  if (rows == nullptr || !rows->is_array_of_tables())
    file.fail("row", "is missing", "one [[row]] or more is needed");
  std::vector<published_figure> all;
  for (const toml::node& row : *rows)
    all.push_back(read_row(table_reader{*row.as_table(), path.string(), "row."}, path.parent_path()));
  return all;
}

}  // namespace trapline::check
