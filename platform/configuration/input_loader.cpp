// What is typed at a VM's keyboard.
#include <algorithm>
#include <sstream>

#include "models/devices/ps2_typing.h"
#include "platform/configuration/scenario_loader.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace {

constexpr std::size_t longest_text = 100'000;

void check_text(const resolved_setting& text) {
  if (text.text.size() > longest_text) text.fail("is longer than 100000 characters", "type less");
  for (const char c : text.text)
    if (!devices::keystroke_for(c))
      text.fail("holds a character without a key of its own, code " +
                    std::to_string(static_cast<unsigned>(static_cast<unsigned char>(c))),
                "ASCII text is needed");
}

devices::key key_of(const resolved_setting& keys, const std::string& name) {
  if (const auto key = devices::key_named(name)) return *key;
  std::vector<std::string> known;
  for (unsigned k = 0; k < devices::key_count; ++k)
    known.emplace_back(devices::codes_of(static_cast<devices::key>(k)).name);
  keys.fail("there is no key \"" + name + "\"", suggestion(name, known));
}

/// "left_ctrl+c enter": the keys of a chord go down one after the other and up in the other order.
std::vector<devices::key_event> chords(const resolved_setting& keys) {
  std::vector<devices::key_event> all;
  std::istringstream words{keys.text};
  for (std::string chord; words >> chord;) {
    std::vector<devices::key> held;
    std::istringstream parts{chord};
    for (std::string name; std::getline(parts, name, '+');) held.push_back(key_of(keys, name));
    for (const devices::key k : held) all.push_back({k, true});
    for (auto k = held.rbegin(); k != held.rend(); ++k) all.push_back({*k, false});
  }
  return all;
}

std::vector<std::uint8_t> bytes(const std::string& text) {
  std::vector<std::uint8_t> all;
  for (std::size_t at = 0; at < text.size(); at += 3)
    all.push_back(static_cast<std::uint8_t>(*parse_integer("0x" + text.substr(at, 2))));
  return all;
}

}  // namespace

std::vector<input_event> load_input(setting_reader& in, std::span<const std::string> names) {
  std::vector<input_event> all;
  for (const std::string& one : in.source().inner_names("vm.*.input", names)) {
    const std::string prefix = "vm.*.input." + one + ".";
    const resolved_setting at = in.read(prefix + "at", names);
    const resolved_setting text = in.look(prefix + "text", names);
    const resolved_setting keys = in.look(prefix + "keys", names);
    const resolved_setting codes = in.look(prefix + "codes", names);
    unsigned given = 0;
    for (const resolved_setting* what : {&text, &keys, &codes}) {
      if (what->text.empty()) continue;
      ++given;
      in.record(what->key, what->value(), what->text, what->origin.text());
    }
    if (given != 1)
      at.fail("is typed " + std::string{given == 0 ? "nothing" : "more than one thing"},
              "one of text, keys and codes is needed");
    check_text(text);
    all.push_back({duration::ps(at.number), text.text, chords(keys), bytes(codes.text)});
  }
  std::ranges::stable_sort(all, {}, &input_event::at);
  return all;
}

}  // namespace trapline
