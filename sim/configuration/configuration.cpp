#include "sim/configuration/configuration.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "sim/configuration/nearest.h"
#include "sim/configuration/toml_flattener.h"
#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace {

/// Takes the part before the next dot off; nothing is left after the last one, not even an empty text.
std::string_view take_part(std::optional<std::string_view>& rest) {
  const std::size_t dot = rest->find('.');
  const std::string_view part = rest->substr(0, dot);
  if (dot == std::string_view::npos)
    rest.reset();
  else
    rest->remove_prefix(dot + 1);
  return part;
}

std::vector<std::string_view> parts_of(std::string_view key) {
  std::vector<std::string_view> parts;
  for (std::optional<std::string_view> rest{key}; rest;) parts.push_back(take_part(rest));
  return parts;
}

/// Looked at for each declared key and each setting: nothing is copied.
bool matches(std::string_view pattern, std::string_view key) {
  std::optional<std::string_view> p{pattern}, k{key};
  while (p && k) {
    const std::string_view wanted = take_part(p), found = take_part(k);
    if (wanted != "*" && wanted != found) return false;
  }
  return !p && !k;
}

/// "vm.*.memory" as "vm.memory"; a "*" at the end stays.
std::string general_form(std::string_view pattern) {
  std::string text{pattern};
  const std::size_t star = text.find(".*.");
  return star == std::string::npos ? text : text.erase(star, 2);
}

std::string filled_in(const std::string& pattern, const std::string& name) {
  std::string text = pattern;
  const std::size_t star = text.find(".*.");
  return star == std::string::npos ? text : text.replace(star + 1, 1, name);
}

}  // namespace

const parameter* configuration::declared_for(std::string_view key, bool general_too) const {
  for (const parameter& p : declared_)
    if (matches(p.key, key) || (general_too && matches(general_form(p.key), key))) return &p;
  return nullptr;
}

bool configuration::begins_a_key(const std::string& key) const {
  return std::ranges::any_of(declared_, [&](const parameter& p) {
    const std::string general = general_form(p.key);
    return general == key || general.starts_with(key + ".");
  });
}

void configuration::add(setting one) {
  const parameter* declared = declared_for(one.key, one.origin.from != layer::file);
  if (declared == nullptr && one.origin.from == layer::file && declared_for(one.key, true) != nullptr) {
    const std::string group{parts_of(one.key).front()};
    throw config_error{one.origin.where, one.key, "stands outside of a [[" + group + "]]",
                       "[[" + group + "]], with two brackets, begins one"};
  }
  if (declared == nullptr) {
    std::vector<std::string> known;
    for (const parameter& p : declared_) known.push_back(general_form(p.key));
    for (const parameter& p : declared_)  // a misspelt key of one name is compared with that name's keys
      if (const auto parts = parts_of(one.key); parts.size() > 2 && p.key.find(".*.") != std::string::npos)
        known.push_back(filled_in(p.key, std::string{parts[1]}));
    const auto meant = nearest(one.key, known);
    throw config_error{
        one.origin.where, one.key, "unknown key",
        meant ? "did you mean \"" + *meant + "\"?" : "`trapline list parameters` shows them all"};
  }
  if (one.origin.from != layer::file && declared->key.ends_with(".*.name"))
    throw config_error{one.origin.where, one.key, "a name is given in the scenario's file",
                       "change it there"};
  settings_.push_back(std::move(one));
}

void configuration::add_file(const std::filesystem::path& path) {
  const toml::table parsed = parse_toml_file(path);
  toml_flattener{*this, path.string()}.flatten(parsed, "");
  file_ = path.string();
}

void configuration::add_environment(const char* const* environment) {
  for (; *environment != nullptr; ++environment) {
    const std::string_view variable = *environment;
    const std::size_t equals = variable.find('=');
    if (!variable.starts_with(environment_prefix) || equals == std::string_view::npos) continue;
    const std::string name{variable.substr(0, equals)};
    std::string key;
    for (std::size_t i = environment_prefix.size(); i < name.size(); ++i) {
      const bool dot = name.compare(i, 2, "__") == 0;
      key += dot ? '.' : static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
      if (dot) ++i;
    }
    add({key, std::string{variable.substr(equals + 1)}, 0, {layer::environment, {"environment " + name}}});
  }
}

void configuration::add_assignment(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    throw config_error{{"command line"}, "--set " + assignment, "has no value", "--set KEY=VALUE is needed"};
  const auto trimmed = [](std::string text) {
    text.erase(0, text.find_first_not_of(' '));
    return text.erase(text.find_last_not_of(' ') + 1);
  };
  add({trimmed(assignment.substr(0, equals)),
       trimmed(assignment.substr(equals + 1)),
       0,
       {layer::command_line, {"command line"}}});
}

void configuration::add_option(const std::string& option, const std::string& key, const std::string& value) {
  add({key, value, 0, {layer::command_line, {"command line " + option}}});
}

std::vector<std::string> configuration::names_in(std::string_view group) const {
  std::vector<std::string> names;
  for (const group_name& g : groups_)
    if (g.group == group) names.push_back(g.name);
  return names;
}

void configuration::check_names(std::string_view group, std::span<const std::string> names) const {
  const std::string prefix = std::string{group} + ".";
  for (const setting& s : settings_) {
    if (!s.key.starts_with(prefix)) continue;
    bool for_all = false;
    for (const parameter& p : declared_)
      for_all = for_all || (p.key.find(".*.") != std::string::npos && matches(general_form(p.key), s.key));
    const std::string name{parts_of(s.key)[parts_of(group).size()]};
    if (!for_all && std::ranges::find(names, name) == names.end())
      throw config_error{s.origin.where, s.key, "there is no " + std::string{group} + " \"" + name + "\"",
                         suggestion(name, names)};
  }
}

std::vector<std::string> configuration::inner_names(const std::string& group,
                                                    std::span<const std::string> names) const {
  const std::string last = group.substr(group.rfind('.') + 1);
  const std::string outer = group.substr(0, group.find(".*."));
  std::vector<std::string> prefixes{outer + "." + last + "."};
  for (const std::string& name : names) prefixes.push_back(outer + "." + name + "." + last + ".");
  std::vector<std::string> inner;
  for (const setting& s : settings_)
    for (const std::string& prefix : prefixes) {
      if (!s.key.starts_with(prefix)) continue;
      const std::string name{parts_of(s.key.substr(prefix.size())).front()};
      if (std::ranges::find(inner, name) == inner.end()) inner.push_back(name);
    }
  return inner;
}

std::vector<std::string> configuration::keys_like(std::string_view pattern,
                                                  std::span<const std::string> names) const {
  std::vector<std::string> lasts;
  for (const setting& s : settings_) {
    bool like = matches(general_form(pattern), s.key);
    for (const std::string& name : names)
      like = like || matches(filled_in(std::string{pattern}, name), s.key);
    const std::string last{parts_of(s.key).back()};
    if (like && std::ranges::find(lasts, last) == lasts.end()) lasts.push_back(last);
  }
  return lasts;
}

resolved_setting configuration::get(const std::string& key, std::span<const std::string> names) const {
  const parameter* declared = declared_for(key, false);
  if (declared == nullptr) throw std::logic_error{"configuration::get: \"" + key + "\" is not declared"};
  std::vector<std::string> candidates;
  for (const std::string& name : names) candidates.push_back(filled_in(key, name));
  candidates.push_back(general_form(key));

  const setting* best = nullptr;
  std::size_t best_rank = candidates.size();
  for (const setting& s : settings_) {
    const auto rank = static_cast<std::size_t>(std::ranges::find(candidates, s.key) - candidates.begin());
    if (rank == candidates.size()) continue;
    const bool later_layer = best == nullptr || s.origin.from > best->origin.from;
    if (later_layer || (s.origin.from == best->origin.from && rank <= best_rank)) {
      best = &s;
      best_rank = rank;
    }
  }
  if (best != nullptr) return checked(*declared, candidates.front(), *best);
  return checked(*declared, candidates.front(), {key, declared->fallback, 0, {layer::fallback, {file_}}});
}

}  // namespace trapline
