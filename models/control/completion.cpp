#include "models/control/completion.h"

#include <algorithm>

#include "models/control/command.h"
#include "models/control/read_line.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

namespace {

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const command& c : commands()) names.emplace_back(c.name);
  return names;
}

/// What can stand behind the words before, with the VM named or not.
std::vector<std::string> words_behind(const command& c, const std::vector<line_word>& before,
                                      bool vm_is_named, const system_view& v) {
  ordered_json given = ordered_json::object();
  if (!vm_is_named && !v.vms.empty()) given["vm"] = v.vms.front().name;
  std::size_t at = 0;
  for (const argument& a : c.arguments) {
    if (!vm_is_named && a.first_vm) continue;
    const bool many = a.kind == argument_kind::settings;
    if (at == before.size() || many)
      return a.words == nullptr ? std::vector<std::string>{} : a.words(v, given);
    given[std::string{a.name}] = before[at++].text;
  }
  return {};
}

}  // namespace

std::vector<std::string> completions_of(std::string_view line, const system_view& v) {
  std::vector<line_word> words;
  try {
    words = words_of(line);
  } catch (const wrong_command&) {
    return {};
  }
  const bool begins_a_word = line.empty() || line.back() == ' ' || line.back() == '\t';
  const std::string begun = begins_a_word || words.empty() ? "" : words.back().text;
  if (!begins_a_word && !words.empty()) words.pop_back();
  std::vector<std::string> all;
  if (words.empty()) {
    all = command_names();
  } else {
    const auto found = std::ranges::find(commands(), std::string_view{words.front().text}, &command::name);
    if (found == commands().end()) return {};
    words.erase(words.begin());
    all = words_behind(*found, words, false, v);
    if (!found->arguments.empty() && found->arguments.front().first_vm &&
        (words.empty() || v.has_vm(words.front().text))) {
      const std::vector<std::string> more = words_behind(*found, words, true, v);
      all.insert(all.end(), more.begin(), more.end());
    }
  }
  std::erase_if(all, [&](const std::string& w) { return !w.starts_with(begun); });
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

}  // namespace trapline::control
