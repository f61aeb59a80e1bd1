#include "platform/check/checked_figure.h"

#include <algorithm>
#include <cmath>

#include "sim/report/text_table.h"

namespace trapline::check {

namespace {

constexpr double calibrated_tolerance_percent = 1;

std::string_view name_of(figure_kind k) { return k == figure_kind::calibrated ? "calibrated" : "predicted"; }
std::string_view name_of(figure_unit u) { return u == figure_unit::cycles ? "cycles" : "us"; }

std::string in_unit(double value, figure_unit unit) {
  return unit == figure_unit::cycles ? grouped(value) : fixed(value, 2);
}

std::string range(const published_figure& row) {
  const std::string least = in_unit(row.least, row.unit);
  const std::string both = row.most == row.least ? least : least + "-" + in_unit(row.most, row.unit);
  return both + (row.unit == figure_unit::cycles ? "" : " us");
}

std::string verdict(const checked_figure& c) {
  if (c.fails()) return "FAILS";
  return c.holds() ? "holds" : "known low";
}

}  // namespace

double checked_figure::outside_percent() const {
  const double nearest = std::clamp(simulated, row.least, row.most);
  return nearest == 0 ? 0 : 100 * (simulated - nearest) / nearest;
}

bool checked_figure::holds() const {
  const double tolerance = row.kind == figure_kind::calibrated ? calibrated_tolerance_percent : 0;
  return std::abs(outside_percent()) <= tolerance;
}

bool checked_figure::fails() const { return !holds() && (row.known_low.empty() || simulated > row.most); }

nlohmann::ordered_json to_json(const std::vector<checked_figure>& figures) {
  nlohmann::ordered_json all{{"schema", "trapline.check/1"}};
  all["rows"] = nlohmann::ordered_json::array();
  for (const checked_figure& c : figures)
    all["rows"].push_back({{"name", c.row.name},
                           {"what", c.row.what},
                           {"kind", name_of(c.row.kind)},
                           {"unit", name_of(c.row.unit)},
                           {"published", {{"least", c.row.least}, {"most", c.row.most}}},
                           {"simulated", std::round(c.simulated * 1000) / 1000},
                           {"outside_percent", std::round(c.outside_percent() * 1000) / 1000},
                           {"holds", c.holds()},
                           {"known_low", c.row.known_low},
                           {"source", c.row.source}});
  return all;
}

std::string text_report(const std::vector<checked_figure>& figures) {
  std::string all;
  for (const figure_kind kind : {figure_kind::calibrated, figure_kind::predicted}) {
    text_table t{{"FIGURE", ">PUBLISHED", ">SIMULATED", ">OUTSIDE", ""}};
    std::string notes;
    for (const checked_figure& c : figures) {
      if (c.row.kind != kind) continue;
      t.row({c.row.what, range(c.row), in_unit(c.simulated, c.row.unit), fixed(c.outside_percent(), 1) + " %",
             verdict(c)});
      notes +=
          wrapped(c.row.what + ": " + c.row.source + (c.holds() ? "" : "; " + c.row.known_low), 100, "  ");
    }
    all += kind == figure_kind::calibrated
               ? "Calibrated: a profile was made from them, and they come out within 1 %\n"
               : "\nPredicted: no profile knows them\n";
    all += t.text() + "\n" + notes;
  }
  const auto failed = std::ranges::count_if(figures, &checked_figure::fails);
  return all + "\n" + std::to_string(figures.size()) + " figures, " + std::to_string(failed) + " fail\n";
}

}  // namespace trapline::check
