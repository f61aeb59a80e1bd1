#include "platform/exploration/sweep_file.h"

#include <algorithm>
#include <charconv>

#include "platform/configuration/file_name.h"
#include "platform/exploration/sweep_values.h"
#include "sim/configuration/quantity.h"
#include "sim/configuration/toml_reader.h"

namespace trapline::exploration {
namespace {

constexpr std::uint64_t most_points = 1'000'000;

/// Every combination, the last key's values fastest.
std::vector<settings> combinations(const std::vector<swept_key>& grid) {
  std::vector<settings> all(1);
  for (const swept_key& key : grid) {
    std::vector<settings> longer;
    for (const settings& one : all)
      for (const std::string& value : key.values) {
        longer.push_back(one);
        longer.back().emplace_back(key.name, value);
      }
    all = std::move(longer);
  }
  return all;
}

/// The keys' first values, then their second ones, ...
std::vector<settings> rows(const std::vector<swept_key>& zip) {
  if (zip.empty()) return {settings{}};
  std::vector<settings> all(zip.front().values.size());
  for (const swept_key& key : zip) {
    if (key.values.size() != all.size())
      throw config_error{key.where, key.name,
                         "has " + std::to_string(key.values.size()) + " values, but " + zip.front().name +
                             " has " + std::to_string(all.size()),
                         "the keys of [zip] have equally many"};
    for (std::size_t i = 0; i < all.size(); ++i) all[i].emplace_back(key.name, key.values[i]);
  }
  return all;
}

bool matches(const settings& point, const std::vector<swept_key>& exclusion) {
  return std::ranges::all_of(exclusion, [&](const swept_key& wanted) {
    const auto has = std::ranges::find(point, wanted.name, &settings::value_type::first);
    return has != point.end() && std::ranges::find(wanted.values, has->second) != wanted.values.end();
  });
}

/// What there is before seeds: rows times grid, then the single points, without those excluded.
std::vector<settings> all_settings(const toml::table& file, const std::string& name) {
  const std::vector<swept_key> grid = swept_keys(file, "grid", name), zip = swept_keys(file, "zip", name);
  std::uint64_t size = zip.empty() ? 1 : zip.front().values.size();
  for (const swept_key& key : grid) {
    size *= key.values.size();
    if (size > most_points)
      throw config_error{key.where, key.name, "makes more than a million points", "explore fewer values"};
    if (const auto twice = std::ranges::find(zip, key.name, &swept_key::name); twice != zip.end())
      throw config_error{key.where, key.name, "stands in [grid] and in [zip]", "leave it out of one of them"};
  }
  std::vector<settings> all;
  const std::vector<swept_table> singles = swept_tables(file, "point", name);
  if (!grid.empty() || !zip.empty() || singles.empty())
    for (const settings& row : rows(zip))
      for (const settings& one : combinations(grid)) {
        all.push_back(row);
        all.back().insert(all.back().end(), one.begin(), one.end());
      }
  for (const swept_table& single : singles) {
    all.emplace_back();
    for (const swept_key& key : single) {
      if (key.values.size() != 1)
        throw config_error{key.where, key.name, "is a list in a single [[point]]", "give one value"};
      all.back().emplace_back(key.name, key.values.front());
    }
  }
  const std::vector<swept_table> exclusions = swept_tables(file, "exclude", name);
  std::erase_if(all, [&](const settings& point) {
    return std::ranges::any_of(exclusions, [&](const swept_table& e) { return matches(point, e); });
  });
  return all;
}

std::vector<std::uint64_t> seeds_of(const toml::table& sweep, const std::string& name) {
  constexpr std::int64_t most = 10'000;
  const toml::node* given = sweep.get("seeds");
  if (given == nullptr) return {1};
  std::vector<std::uint64_t> all;
  const auto wrong = [&] {
    throw config_error{position_of(*given, name), "sweep.seeds", "is no number of seeds and no list of them",
                       "1 to 10000, or a list such as [1, 7]"};
  };
  if (const auto* list = given->as_array()) {
    for (const toml::node& one : *list) {
      if (!one.is_integer() || one.as_integer()->get() < 0) wrong();
      all.push_back(static_cast<std::uint64_t>(one.as_integer()->get()));
    }
  } else {
    if (!given->is_integer() || given->as_integer()->get() < 1 || given->as_integer()->get() > most) wrong();
    for (std::int64_t s = 1; s <= given->as_integer()->get(); ++s)
      all.push_back(static_cast<std::uint64_t>(s));
  }
  if (all.empty()) wrong();
  return all;
}

std::string scenario_of(const table_reader& sweep, const std::filesystem::path& file) {
  const std::string name = sweep.text("scenario");
  return is_path(name) ? (file.parent_path() / name).string() : name;
}

void collect_keys(sweep& s, const settings& one) {
  for (const auto& [key, value] : one)
    if (std::ranges::find(s.keys, key) == s.keys.end()) s.keys.push_back(key);
}

}  // namespace

std::optional<sweep_origin> sweep_origin::from(const std::string& text) {
  if (text == "start") return sweep_origin{};
  if (text == "region") return sweep_origin{true, std::nullopt};
  const auto time = parse_time(text);
  return time ? std::optional{sweep_origin{true, instant{} + *time}} : std::nullopt;
}

sweep load_sweep(const std::filesystem::path& path) {
  const toml::table parsed = parse_toml_file(path);
  const table_reader file{parsed, path.string()};
  file.only({"sweep", "grid", "zip", "point", "exclude"});
  const table_reader head = file.table("sweep");
  sweep all;
  head.only({"description", "scenario", "from", "seeds"});
  all.description = head.text_if("description").value_or("");
  all.file = path;
  all.scenario = scenario_of(head, path);
  all.from = head.text_if("from").value_or("start");
  if (!sweep_origin::from(all.from))
    head.fail("from", "is \"" + all.from + "\"",
              "\"start\", \"region\" or a time such as \"20 ms\" is needed");
  const std::vector<std::uint64_t> seeds = seeds_of(*parsed.get("sweep")->as_table(), path.string());
  for (const settings& one : all_settings(parsed, path.string())) {
    collect_keys(all, one);
    for (const std::uint64_t seed : seeds) all.points.push_back({one, seed});
  }
  if (all.points.empty()) throw config_error{{path.string()}, "exclude", "leaves no point", "exclude less"};
  if (all.points.size() > most_points)
    throw config_error{{path.string()}, "sweep.seeds", "makes more than a million points", "explore less"};
  return all;
}

}  // namespace trapline::exploration
