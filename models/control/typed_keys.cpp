#include "models/control/typed_keys.h"

#include <sstream>

#include "models/control/wrong_command.h"
#include "models/devices/keyboard/ps2_typing.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

constexpr std::size_t longest_text = 100'000;

devices::key key_of(const std::string& name) {
  if (const auto key = devices::key_named(name)) return *key;
  std::vector<std::string> known;
  for (unsigned k = 0; k < devices::key_count; ++k)
    known.emplace_back(devices::codes_of(static_cast<devices::key>(k)).name);
  throw wrong_command{"there is no key \"" + name + "\"", suggestion(name, known)};
}

}  // namespace

std::vector<devices::key_event> chords_of(const std::string& keys) {
  std::vector<devices::key_event> all;
  std::istringstream words{keys};
  for (std::string chord; words >> chord;) {
    std::vector<devices::key> held;
    std::istringstream parts{chord};
    for (std::string name; std::getline(parts, name, '+');) held.push_back(key_of(name));
    for (const devices::key k : held) all.push_back({k, true});
    for (auto k = held.rbegin(); k != held.rend(); ++k) all.push_back({*k, false});
  }
  return all;
}

void check_text(const std::string& text) {
  if (text.size() > longest_text) throw wrong_command{"is longer than 100000 characters", "type less"};
  for (const char c : text)
    if (!devices::keystroke_for(c))
      throw wrong_command{"holds a character without a key of its own, code " +
                              std::to_string(static_cast<unsigned>(static_cast<unsigned char>(c))),
                          "ASCII text is needed"};
}

}  // namespace trapline::control
