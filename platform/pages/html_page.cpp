#include "platform/pages/html_page.h"

#include <array>
#include <string_view>
#include <utility>

#include "models/costs/step.h"

extern "C" {
extern const char trapline_page_begin[], trapline_page_end[];
extern const char trapline_style_begin[], trapline_style_end[];
extern const char trapline_library_begin[], trapline_library_end[];
extern const char trapline_script_begin[], trapline_script_end[];
}

namespace trapline::pages {

namespace {

using json = nlohmann::ordered_json;

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string escaped(std::string_view text) {
  std::string all;
  for (const char c : text) switch (c) {
      case '&':
        all += "&amp;";
        break;
      case '<':
        all += "&lt;";
        break;
      case '>':
        all += "&gt;";
        break;
      case '"':
        all += "&quot;";
        break;
      default:
        all += c;
    }
  return all;
}

/// JSON that may stand in a script element, whatever its texts say: no "<" is left in it.
std::string for_script(const json& value) {
  std::string all;
  for (const char c : value.dump(-1, ' ', false, json::error_handler_t::replace))
    if (c == '<')
      all += "\\u003c";
    else
      all += c;
  return all;
}

std::string_view in_words(standing s) {
  switch (s) {
    case standing::published:
      return "P, published";
    case standing::derived:
      return "D, derived";
    case standing::estimate:
      return "E, an estimate";
    case standing::from_memory:
      return "M, from memory";
  }
  return "";
}

json costs_of(const cost_profile& p) {
  json steps = json::array();
  for (std::size_t n = 0; n < step_count; ++n) {
    const step s = static_cast<step>(n);
    const step_cost& cost = p.of(s);
    if (cost.source.empty()) continue;
    steps.push_back({{"step", name_of(s)},
                     {"cycles", cost.mean.count()},
                     {"spread", describe(cost.spread).name},
                     {"standing", in_words(cost.tag)},
                     {"source", cost.source}});
  }
  return {{"name", p.name()}, {"description", p.description()}, {"steps", std::move(steps)}};
}

}  // namespace

std::string html_page(const page_content& content) {
  json profiles = json::array();
  for (const cost_profile* p : content.profiles) profiles.push_back(costs_of(*p));
  const std::array<std::pair<std::string_view, std::string>, 8> fields{
      {{"title", escaped(content.title)},
       {"style", std::string{between(trapline_style_begin, trapline_style_end)}},
       {"text", escaped(content.text)},
       {"data", for_script(content.data)},
       {"labels", for_script(content.labels)},
       {"profiles", for_script(profiles)},
       {"library", std::string{between(trapline_library_begin, trapline_library_end)}},
       {"script", std::string{between(trapline_script_begin, trapline_script_end)}}}};
  // Each field of the template is "@name@"; what is put in is not looked at again.
  std::string page;
  std::string_view rest = between(trapline_page_begin, trapline_page_end);
  for (std::size_t at; (at = rest.find('@')) != rest.npos;) {
    page += rest.substr(0, at);
    const std::size_t end = rest.find('@', at + 1);
    const std::string_view name = rest.substr(at + 1, end - at - 1);
    for (const auto& [field, value] : fields)
      if (field == name) page += value;
    rest.remove_prefix(end + 1);
  }
  return page.append(rest);
}

}  // namespace trapline::pages
