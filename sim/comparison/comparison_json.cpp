// A comparison in its machine-readable form, `trapline.compare/1`.
#include "sim/comparison/comparison.h"
#include "sim/comparison/pooled_runs.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

using json = nlohmann::ordered_json;

json json_of(const estimate& e) { return {{"mean", rounded(e.mean)}, {"ci95", rounded(e.half_width)}}; }

void add_change(json& to, const std::optional<compared_change>& change) {
  if (!change) return;
  to["difference_ns"] = json_of(change->difference);
  to["ratio"] = rounded(change->ratio);
  if (change->significant) to["significant"] = *change->significant;
}

json json_of(const compared_cell& cell) {
  json one{{"path", cell.by},
           {"count", rounded(cell.count)},
           {"mean", rounded(cell.mean.mean)},
           {"ci95", rounded(cell.mean.half_width)},
           {"p50", cell.p50},
           {"p99", cell.p99},
           {"ns", json_of(cell.mean_ns)}};
  add_change(one, cell.against_base);
  return one;
}

json json_of(const compared_region::cell& cell) {
  json one{{"ns", json_of(cell.ns)}};
  add_change(one, cell.against_base);
  return one;
}

template <class Cells>
json columns_of(const comparison& c, const Cells& cells) {
  json all = json::array();
  for (std::size_t column = 0; column < cells.size(); ++column) {
    json one{{"placement", c.columns()[column].label}};
    if (cells[column]) one.update(json_of(*cells[column]));
    all.push_back(std::move(one));
  }
  return all;
}

json with_label(json run, const std::string& label) {
  run["scenario"]["label"] = label;
  return run;
}

void add_table(json& all, const comparison& c) {
  all["table"] = json::array();
  for (const compared_row& row : c.table()) {
    const bool access = row.of == compared_row::kind::access;
    all["table"].push_back({{access ? "device" : "source", row.name},
                            {access ? "direction" : "leg", row.what},
                            {"placements", columns_of(c, row.cells)}});
  }
  for (const compared_region& region : c.regions())
    all["table"].push_back({{"region", region.vm}, {"placements", columns_of(c, region.cells)}});
  all["summary"] = json::array();
  for (std::size_t column = 0; column < c.columns().size(); ++column)
    if (column != c.base())
      for (const std::string& sentence : c.summary(column)) all["summary"].push_back(sentence);
}

json head_of(const comparison& c) {
  return {{"schema", "trapline.compare/1"}, {"base", c.columns()[c.base()].label}, {"runs", json::array()}};
}

}  // namespace

json to_json(const comparison& c) {
  json all = head_of(c);
  for (const compared_column& column : c.columns())
    for (const results& r : column.runs) all["runs"].push_back(with_label(to_json(r), column.label));
  add_table(all, c);
  return all;
}

json chart_json(const comparison& c) {
  json all = head_of(c);
  for (const compared_column& column : c.columns())
    all["runs"].push_back(with_label(to_json(pooled(column.runs), json_detail::distributions), column.label));
  add_table(all, c);
  all["seeds"] = c.columns().front().runs.size();
  return all;
}

}  // namespace trapline
