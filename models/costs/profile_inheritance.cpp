#include "models/costs/profile_inheritance.h"

#include "models/costs/standing.h"
#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace {

namespace fs = std::filesystem;

constexpr unsigned longest_chain = 8;

fs::path base_of(const fs::path& profile, const std::string& name, const profile_finder& find) {
  if (name.find('/') != std::string::npos || name.ends_with(".toml")) return profile.parent_path() / name;
  return find ? find(name) : profile.parent_path() / (name + ".toml");
}

/// Keys and values come over whole, with where they stand, which messages tell.
void replace(toml::table& in, const toml::key& key, toml::node&& value) {
  in.erase(key.str());
  in.insert_or_assign(key, std::move(value));
}

/// Puts what `own` gives in the place of what the base has.
void put_over(toml::table& base, toml::table&& own) {
  for (auto&& [name, node] : own) {
    toml::table* const given = node.as_table();
    toml::table* const there = base.get_as<toml::table>(name.str());
    if (given == nullptr || there == nullptr) {
      replace(base, name, std::move(node));
      continue;
    }
    for (auto&& [key, value] : *given) replace(*there, key, std::move(value));
  }
}

/// On another machine a figure is an estimate, whatever it is on its own. A step that takes nothing takes
/// nothing anywhere.
void make_estimate(toml::table& cost, const std::string& machine) {
  if (cost["cycles"].value<std::int64_t>() == 0) return;
  if (auto* const tag = cost.get_as<std::string>("tag"))
    *tag = std::string(1, static_cast<char>(standing::estimate));
  if (auto* const source = cost.get_as<std::string>("source"))
    *source = "as " + machine + ": " + source->get();
}

/// Gives `all` the steps that it has not.
void estimate_steps(toml::table& all, toml::table&& other) {
  const std::string machine = other["profile"]["name"].value_or(std::string{});
  all.insert("steps", toml::table{});
  toml::table* const own = all.get_as<toml::table>("steps");
  toml::table* const there = other.get_as<toml::table>("steps");
  if (own == nullptr || there == nullptr) return;
  for (auto&& [name, node] : *there) {
    if (own->contains(name.str())) continue;
    if (toml::table* const cost = node.as_table()) make_estimate(*cost, machine);
    replace(*own, name, std::move(node));
  }
}

toml::table read(const fs::path& path, const profile_finder& find, unsigned derived) {
  toml::table all = parse_toml_file(path);
  const auto about = table_reader{all, path.string()}.table_if("profile");
  const auto named_by = [&](const char* key) -> std::optional<toml::table> {
    const auto name = about ? about->text_if(key) : std::nullopt;
    if (!name) return std::nullopt;
    if (derived == longest_chain)
      about->fail(key, "is \"" + *name + "\", which leads back here or through too many profiles",
                  "a profile is needed that stands by itself in the end");
    return read(base_of(path, *name, find), find, derived + 1);
  };
  auto base = named_by("based_on"), machine = named_by("estimates_from");
  if (base) {
    put_over(*base, std::move(all));
    all = std::move(*base);
  }
  if (machine) estimate_steps(all, std::move(*machine));
  return all;
}

}  // namespace

toml::table read_profile(const fs::path& path, const profile_finder& find) { return read(path, find, 0); }

}  // namespace trapline
