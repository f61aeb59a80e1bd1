#include "platform/exploration/sweep_values.h"

#include <algorithm>
#include <charconv>

namespace trapline::exploration {
namespace {

std::string text_of(const toml::node& value, const std::string& key, const std::string& path) {
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* number = value.as_integer()) return std::to_string(number->get());
  if (const auto* truth = value.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* decimal = value.as_floating_point()) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, decimal->get(), std::chars_format::fixed).ptr};
  }
  throw config_error{position_of(value, path), key, "has a value that no key takes",
                     "texts, numbers, true and false can be swept"};
}

void flatten(const toml::table& table, const std::string& prefix, const std::string& path,
             swept_table& into) {
  for (const auto& [name, value] : table) {
    const std::string key = prefix + std::string{name.str()};
    if (const auto* inner = value.as_table()) {
      flatten(*inner, key + ".", path, into);
      continue;
    }
    const file_position where = position_of(value, path);
    if (key == "seed") throw config_error{where, key, "is not swept here", "give seeds in [sweep]"};
    std::vector<std::string> values;
    if (const auto* list = value.as_array())
      for (const toml::node& one : *list) values.push_back(text_of(one, key, path));
    else
      values.push_back(text_of(value, key, path));
    if (values.empty()) throw config_error{where, key, "has no value", "give one or more"};
    into.push_back({key, std::move(values), where});
  }
}

swept_table in_order(const toml::table& table, const std::string& path) {
  swept_table all;
  flatten(table, "", path, all);
  std::ranges::stable_sort(all, {}, [](const swept_key& k) {
    return std::pair{k.where.line, k.where.column};
  });
  return all;
}

[[noreturn]] void wrong_kind(const toml::node& node, std::string_view name, const std::string& path,
                             const std::string& right) {
  throw config_error{position_of(node, path), std::string{name}, "is no " + right, "write [" + right + "]"};
}

}  // namespace

file_position position_of(const toml::node& node, const std::string& file) {
  const auto at = node.source().begin;
  return {file, static_cast<std::uint32_t>(at.line), static_cast<std::uint32_t>(at.column)};
}

swept_table swept_keys(const toml::table& file, std::string_view name, const std::string& path) {
  const toml::node* node = file.get(name);
  if (node == nullptr) return {};
  if (!node->is_table()) wrong_kind(*node, name, path, std::string{name});
  return in_order(*node->as_table(), path);
}

std::vector<swept_table> swept_tables(const toml::table& file, std::string_view name,
                                      const std::string& path) {
  std::vector<swept_table> all;
  const toml::node* node = file.get(name);
  if (node == nullptr) return all;
  const std::string right = "[" + std::string{name} + "]";
  if (!node->is_array()) wrong_kind(*node, name, path, right);
  for (const toml::node& one : *node->as_array()) {
    if (!one.is_table()) wrong_kind(one, name, path, right);
    all.push_back(in_order(*one.as_table(), path));
  }
  return all;
}

}  // namespace trapline::exploration
