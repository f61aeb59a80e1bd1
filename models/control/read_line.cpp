#include "models/control/read_line.h"

#include <algorithm>
#include <array>

#include "models/control/wrong_command.h"
#include "sim/configuration/quantity.h"

namespace trapline::control {

namespace {

bool takes_vm(const command& c) { return !c.arguments.empty() && c.arguments.front().first_vm; }

bool is_a_unit(const std::string& word) {
  constexpr std::array<std::string_view, 7> units{"ps", "ns", "us", "ms", "s", "min", "h"};
  return std::ranges::find(units, word) != units.end();
}

[[noreturn]] void wrong_words(const command& c, const std::string& wrong) {
  throw wrong_command{wrong, c.usage()};
}

/// Takes words from the front.
class taking {
 public:
  taking(const command& c, std::vector<line_word> words) : command_{c}, words_{std::move(words)} {}

  bool empty() const { return next_ == words_.size(); }
  ordered_json take(const argument& a) {
    switch (a.kind) {
      case argument_kind::word:
        return words_[next_++].text;
      case argument_kind::number:
        return number(a);
      case argument_kind::time:
        return time(a);
      case argument_kind::text:
        return rest();
      case argument_kind::settings:
        return settings();
    }
    return {};
  }
  const std::string& next() const { return words_[next_].text; }

 private:
  ordered_json number(const argument& a) {
    const std::string& word = words_[next_++].text;
    const auto n = parse_integer(word);
    if (!n) wrong_words(command_, std::string{a.name} + " \"" + word + "\" is no number");
    return *n;
  }
  ordered_json time(const argument& a) {
    std::string text = words_[next_++].text;
    if (!empty() && !parse_time(text) && is_a_unit(next())) text += " " + words_[next_++].text;
    if (!parse_time(text))
      wrong_words(command_, std::string{a.name} + " \"" + text + "\" is no time such as \"20 ms\"");
    return text;
  }
  ordered_json rest() {
    std::string all;
    for (; !empty(); ++next_) all += (all.empty() ? "" : " ") + words_[next_].text;
    return all;
  }
  ordered_json settings() {
    ordered_json all = ordered_json::array();
    for (; !empty(); ++next_) {
      const std::size_t equals = next().find('=');
      if (equals == 0 || equals == std::string::npos)
        wrong_words(command_, "\"" + next() + "\" is no KEY=VALUE");
      all.push_back(next());
    }
    return all;
  }

  const command& command_;
  std::vector<line_word> words_;
  std::size_t next_ = 0;
};

/// What a character behind a backslash stands for.
char meant_by(char c) {
  if (c == 'n') return '\n';
  return c == 't' ? '\t' : c;
}

}  // namespace

std::vector<line_word> words_of(std::string_view line) {
  std::vector<line_word> words;
  bool in_word = false, in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool blank = c == ' ' || c == '\t' || c == '\r';
    if (!in_quotes && !in_word && c == '#') break;
    if (!in_quotes && blank) {
      in_word = false;
      continue;
    }
    if (!in_word) words.push_back({"", false, i});
    in_word = true;
    if (c == '"') {
      in_quotes = !in_quotes;
      words.back().in_quotes = true;
    } else {
      const bool escapes = c == '\\' && in_quotes && i + 1 < line.size();
      words.back().text += escapes ? meant_by(line[++i]) : c;
    }
  }
  if (in_quotes) throw wrong_command{"a quotation mark is open", "the other one belongs at its end"};
  return words;
}

bool names_vm(const command& c, const std::vector<line_word>& words, const system_view& v) {
  if (!takes_vm(c) || words.empty()) return false;
  std::size_t needed = 0, most = 0;
  for (const argument& a : c.arguments) {
    if (a.first_vm) continue;
    needed += a.needed ? 1 : 0;
    most += a.kind == argument_kind::text || a.kind == argument_kind::settings ? words.size()
            : a.kind == argument_kind::time                                    ? 2
                                                                               : 1;
  }
  return words.size() > most || (words.size() > needed && !words[0].in_quotes && v.has_vm(words[0].text));
}

/// The first word stands where a VM's name would, in front of a device, and is neither.
bool names_no_vm(const command& c, const std::vector<line_word>& words, const system_view& v) {
  const auto is_device = [&v](const std::string& word) {
    return std::ranges::any_of(
        v.vms, [&](const vm_view& one) { return std::ranges::find(one.devices, word) != one.devices.end(); });
  };
  return takes_vm(c) && words.size() > 2 && is_device(words[1].text) && !is_device(words[0].text);
}

request read_line(std::string_view line, const system_view& v) {
  std::vector<line_word> words = words_of(line);
  const command& c = command_named(words.front().text);
  words.erase(words.begin());
  ordered_json given = ordered_json::object();
  const bool vm_is_named = names_vm(c, words, v);
  if (!vm_is_named && names_no_vm(c, words, v)) static_cast<void>(v.vm(words[0].text));
  if (takes_vm(c) && !vm_is_named && !v.vms.empty()) given["vm"] = v.vms.front().name;
  taking from{c, std::move(words)};
  for (const argument& a : c.arguments) {
    if (given.contains(a.name)) continue;
    if (from.empty()) {
      if (a.needed) wrong_words(c, std::string{c.name} + ": " + std::string{a.name} + " is missing");
      continue;
    }
    given[std::string{a.name}] = from.take(a);
  }
  if (!from.empty()) wrong_words(c, std::string{c.name} + ": \"" + from.next() + "\" is too much");
  return {c, std::move(given)};
}

}  // namespace trapline::control
