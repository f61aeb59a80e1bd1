#include "tests/platform/text_damage.h"

#include <algorithm>

namespace trapline::testing {
namespace {

using dice = std::mt19937_64;

std::size_t below(dice& random, std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); }

const std::string& one_of(const std::vector<std::string>& all, dice& random) {
  return all[below(random, all.size())];
}

struct line {
  std::size_t begin, end;  ///< `end` is behind the newline
};

line some_line(const std::string& text, dice& random) {
  const std::size_t at = below(random, text.size());
  const std::size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t after = text.find('\n', at);
  return {before == std::string::npos ? 0 : before + 1, after == std::string::npos ? text.size() : after + 1};
}

void change_value(std::string& text, dice& random) {
  const line l = some_line(text, random);
  const std::size_t equals = text.find('=', l.begin);
  if (equals >= l.end) return;
  const std::size_t end = std::max(text[l.end - 1] == '\n' ? l.end - 1 : l.end, equals + 1);
  const std::string& value = one_of(odd_values(), random);
  text.replace(equals + 1, end - equals - 1, below(random, 2) == 0 ? value : "\"" + value + "\"");
}

void change_digits(std::string& text, dice& random) {
  const std::size_t begin = text.find_first_of("0123456789", below(random, text.size()));
  if (begin == std::string::npos) return;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
  text.replace(begin, end - begin, one_of(odd_values(), random));
}

void insert_token(std::string& text, dice& random) {
  static const std::vector<std::string> tokens{"[",
                                               "]",
                                               "[[vm]]\n",
                                               "[vm]\n",
                                               "\"",
                                               "\"\"\"",
                                               "'",
                                               "#",
                                               "=",
                                               ".",
                                               "\n",
                                               "\\",
                                               "{}",
                                               "\\u0000",
                                               "[x.y.z]\n",
                                               "a.b = 1\n",
                                               std::string(1, '\0'),
                                               "\xff",
                                               "\xef\xbb\xbf"};
  text.insert(below(random, text.size() + 1), one_of(tokens, random));
}

void make_mistake(std::string& text, dice& random) {
  const line l = some_line(text, random);
  switch (below(random, 9)) {
    case 0:
      text[below(random, text.size())] = static_cast<char>(random());
      break;
    case 1:
      text.erase(below(random, text.size()), 1 + below(random, 20));
      break;
    case 2:
      text.erase(l.begin, l.end - l.begin);
      break;
    case 3:
      text.insert(some_line(text, random).begin, text.substr(l.begin, l.end - l.begin));
      break;
    case 4:
      text.resize(below(random, text.size()));
      break;
    case 5:
      insert_token(text, random);
      break;
    case 6:
      change_digits(text, random);
      break;
    default:
      change_value(text, random);
      break;
  }
}

}  // namespace

const std::vector<std::string>& odd_values() {
  static const std::vector<std::string> all{"",
                                            " ",
                                            "0",
                                            "-0",
                                            "-1",
                                            "1",
                                            "2",
                                            "7",
                                            "8",
                                            "64",
                                            "65",
                                            "1e308",
                                            "-1e308",
                                            "1e400",
                                            "nan",
                                            "inf",
                                            "-inf",
                                            "0.1",
                                            "0.999999",
                                            "1.0000001",
                                            "9223372036854775807",
                                            "-9223372036854775808",
                                            "18446744073709551615",
                                            "99999999999999999999999999",
                                            "0x",
                                            "0xff",
                                            "0x7fffffffffffffff",
                                            "0b1",
                                            "true",
                                            "[]",
                                            "[0]",
                                            "[255, 256]",
                                            "[[]]",
                                            "{}",
                                            "{a=1}",
                                            "1979-05-27",
                                            "07:32:00",
                                            "1 ps",
                                            "1 ns",
                                            "5000 h",
                                            "6000 h",
                                            "30 ms",
                                            "1 KiB",
                                            "1 MiB",
                                            "4097 B",
                                            "3 GiB",
                                            "256 GiB",
                                            "17179869184 GiB",
                                            "0-7",
                                            "7-0",
                                            "0-63",
                                            "0-64",
                                            "0,1",
                                            ",",
                                            "-",
                                            "a",
                                            "*",
                                            ".",
                                            "..",
                                            "/",
                                            "/dev/null",
                                            "/dev/zero",
                                            "/etc",
                                            "none",
                                            "own",
                                            "hybrid",
                                            "native",
                                            "hosted",
                                            "pit",
                                            "hypervisor",
                                            "1c f0 1c",
                                            "1c f0 1",
                                            "zz",
                                            "2079-12-31T23:59:59",
                                            "\xff\xfe",
                                            "\xc3\xa4",
                                            std::string(1, '\0'),
                                            std::string(300, 'x'),
                                            std::string(300, 'y') + "/z",
                                            std::string(5000, 'z'),
                                            std::string(5000, 'z') + ".toml",
                                            "\\u0000",
                                            "\"",
                                            "\n",
                                            "${HOME}",
                                            "%n%s"};
  return all;
}

std::string damaged_text(const std::string& good, dice& random) {
  std::string text = good;
  for (std::size_t n = 1 + below(random, 3); n > 0 && !text.empty(); --n) make_mistake(text, random);
  return text;
}

}  // namespace trapline::testing
