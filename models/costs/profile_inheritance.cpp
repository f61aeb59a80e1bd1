#include "models/costs/profile_inheritance.h"

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

toml::table read(const fs::path& path, const profile_finder& find, unsigned derived) {
  toml::table own = parse_toml_file(path);
  const table_reader file{own, path.string()};
  const auto about = file.table_if("profile");
  const auto base_name = about ? about->text_if("based_on") : std::nullopt;
  if (!base_name) return own;
  if (derived == longest_chain)
    about->fail("based_on", "is \"" + *base_name + "\", which leads back here or through too many profiles",
                "a profile is needed that stands by itself in the end");
  toml::table all = read(base_of(path, *base_name, find), find, derived + 1);
  put_over(all, std::move(own));
  return all;
}

}  // namespace

toml::table read_profile(const fs::path& path, const profile_finder& find) { return read(path, find, 0); }

}  // namespace trapline
