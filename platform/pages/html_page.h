/// A page about a run, a comparison or a sweep, in one file that needs no network: its JSON form, and what draws
/// charts, figures and tables from it in the reader's browser. The page's own files are in page/.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/costs/cost_profile.h"

namespace trapline::pages {

struct page_content {
  std::string title;
  nlohmann::ordered_json data;      ///< `trapline.results/1`, `trapline.compare/1` or `trapline.sweep-page/1`
  std::vector<std::string> labels;  ///< of the runs in it, in their order
  std::vector<const cost_profile*> profiles;  ///< each that a run used, once
  std::string text;                           ///< the report for a reader without scripts
};

/// The whole HTML document.
std::string html_page(const page_content&);

}  // namespace trapline::pages
