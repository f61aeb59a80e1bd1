// What is typed at a VM's keyboard.
#include <algorithm>

#include "models/control/typed_keys.h"
#include "models/control/wrong_command.h"
#include "platform/configuration/scenario_loader.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace {

/// What is wrong with what is typed is wrong with the setting.
template <typename Call>
auto checked(const resolved_setting& typed, Call call) try {
  return call(typed.text);
} catch (const control::wrong_command& e) {
  typed.fail(e.wrong(), e.right());
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
    checked(text, control::check_text);
    all.push_back({duration::ps(at.number), text.text, checked(keys, control::chords_of), bytes(codes.text)});
  }
  std::ranges::stable_sort(all, {}, &input_event::at);
  return all;
}

}  // namespace trapline
