#include "sim/configuration/toml_flattener.h"

#include <algorithm>
#include <sstream>

#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace {

std::string lower_hex(std::uint64_t byte) {
  constexpr char digits[] = "0123456789abcdef";
  return {digits[byte >> 4 & 15], digits[byte & 15]};
}

std::string decimal_text(double value) {
  std::ostringstream out;
  out.precision(12);
  out << value;
  return out.str();
}

}  // namespace

file_position toml_flattener::position(const toml::source_region& at) const {
  return {file_, at.begin.line, at.begin.column};
}

void toml_flattener::flatten(const toml::table& table, const std::string& prefix) {
  // toml++ keeps keys sorted; the file's order makes the first message the first mistake.
  std::vector<std::pair<toml::source_position, const toml::key*>> keys;
  for (const auto& [key, node] : table) keys.emplace_back(key.source().begin, &key);
  std::ranges::stable_sort(keys, {}, [](const auto& k) { return k.first; });
  for (const auto& [at, key] : keys)
    take(prefix + std::string{key->str()}, *table.get(key->str()), key->source());
}

void toml_flattener::take(const std::string& key, const toml::node& node, const toml::source_region& at) {
  if (const toml::table* table = node.as_table()) {
    flatten(*table, key + ".");
    return;
  }
  if (const toml::array* array = node.as_array()) {
    take_array(key, *array, at);
    return;
  }
  configuration::setting one{key, "", 0, {layer::file, position(at)}};
  if (const auto text = node.value_exact<std::string>()) {
    one.text = *text;
    one.type = 's';
  } else if (const auto integer = node.value_exact<std::int64_t>()) {
    one.text = std::to_string(*integer);
    one.type = 'i';
  } else if (const auto decimal = node.value_exact<double>()) {
    one.text = decimal_text(*decimal);
    one.type = 'd';
  } else if (const auto truth = node.value_exact<bool>()) {
    one.text = *truth ? "true" : "false";
    one.type = 'b';
  } else {
    throw config_error{position(at), key, "is " + std::string{kind_of(node)}, "write it as a string"};
  }
  into_->add(std::move(one));
}

void toml_flattener::take_array(const std::string& key, const toml::array& array,
                                const toml::source_region& at) {
  if (!array.empty() && array.is_homogeneous(toml::node_type::table)) {
    take_group(key, array);
    return;
  }
  const parameter* declared = into_->declared_for(key, false);
  if (declared != nullptr && declared->kind != value_kind::bytes && declared->kind != value_kind::set)
    throw config_error{position(at), key, "is a list", declared->range() + " is needed"};
  configuration::setting one{key, "", 'h', {layer::file, position(at)}};
  for (const toml::node& element : array) {
    const auto byte = element.value_exact<std::int64_t>();
    if (!byte || *byte < 0 || *byte > 255)
      throw config_error{position(element.source()), key, "holds something that is not a byte",
                         "only integers from 0 to 255 can stand in it"};
    one.text += (one.text.empty() ? "" : " ") + lower_hex(static_cast<std::uint64_t>(*byte));
  }
  into_->add(std::move(one));
}

void toml_flattener::take_group(const std::string& key, const toml::array& tables) {
  const std::string group = key.substr(key.rfind('.') + 1);
  std::size_t index = 0;
  for (const toml::node& element : tables) {
    const toml::table& table = *element.as_table();
    if (const toml::node* given = table.get("name"); given != nullptr && !given->is_string())
      throw config_error{position(given->source()), key + ".name", "is " + std::string{kind_of(*given)},
                         "a text is needed"};
    const std::string name = table["name"].value_or(group + std::to_string(++index));
    const bool plain = !name.empty() && name.size() <= 32 && std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (!plain)
      throw config_error{position(element.source()), key + ".name", "is \"" + name + "\"",
                         "1 to 32 of a-z, 0-9, - and _ are needed"};
    if (into_->begins_a_key(key + "." + name))
      throw config_error{position(element.source()), key + ".name", "is \"" + name + "\", which is a key",
                         "choose another name"};
    for (const auto& known : into_->groups_)
      if (known.group == key && known.name == name)
        throw config_error{position(element.source()), key + ".name", "\"" + name + "\" is there twice",
                           "give each a name of its own"};
    into_->groups_.push_back({key, name});
    flatten(table, key + "." + name + ".");
  }
}

}  // namespace trapline
