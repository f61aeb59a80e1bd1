#include "platform/exploration/task_folder.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "platform/files/output_error.h"
#include "sim/configuration/config_error.h"

namespace trapline::exploration {

using json = nlohmann::ordered_json;

task_folder::task_folder(const std::filesystem::path& sweep_folder) : folder_{sweep_folder / "tasks"} {}

std::size_t task_folder::deal(std::span<const planned_point* const> points, std::size_t most,
                              const sweep_plan& plan, const std::vector<std::string>& assignments) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  const std::size_t share = (points.size() + most - 1) / most;
  std::size_t tasks = 0;
  for (std::size_t first = 0; first < points.size(); first += share, ++tasks) {
    json task{
        {"scenario", plan.scenario}, {"from", plan.from}, {"set", assignments}, {"points", json::array()}};
    for (const planned_point* p : points.subspan(first, std::min(share, points.size() - first)))
      task["points"].push_back({{"id", p->id}, {"settings", p->point.values}, {"seed", p->point.seed}});
    const std::filesystem::path at = file(tasks, ".json");
    std::ofstream out{at, std::ios::binary};
    out << task.dump() << std::flush;
    if (!out) throw output_error{at.string() + ": cannot be written"};
  }
  return tasks;
}

sweep_task task_folder::read(std::size_t number) const {
  const std::filesystem::path at = file(number, ".json");
  std::ifstream in{at, std::ios::binary};
  if (!in)
    throw config_error{
        {"command line"}, "--task", "there is no file " + at.string(), "a task of this sweep is needed"};
  const json task = json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
  sweep_task all{task.at("scenario"), task.at("from"), task.at("set"), {}};
  for (const json& p : task.at("points"))
    all.points.push_back({{p.at("settings").get<settings>(), p.at("seed")}, p.at("id"), ""});
  return all;
}

void task_folder::beat(std::size_t number) const {
  std::ofstream{file(number, ".alive")} << std::chrono::system_clock::now().time_since_epoch().count();
}

std::string task_folder::last_beat(std::size_t number) const {
  std::ifstream in{file(number, ".alive")};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace trapline::exploration
