#include "platform/exploration/slurm_executor.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "platform/exploration/command.h"
#include "platform/files/output_error.h"
#include "sim/configuration/config_error.h"

namespace trapline::exploration {
namespace {

using clock = std::chrono::steady_clock;

constexpr unsigned most_submissions = 4;
constexpr std::chrono::milliseconds glance{500};
/// Slurm's controller answers one question at a time, for everybody.
constexpr std::chrono::seconds between_questions{3};

std::string quoted(const std::string& word) {
  std::string all = "'";
  for (const char c : word) all += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
  return all + "'";
}

std::string command_of(const slurm_settings& s, const std::string& task) {
  return quoted(s.program.string()) + " sweep " + quoted(s.sweep_file.string()) + " --into " +
         quoted(s.folder.string()) + " --quiet --task " + task;
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out{file, std::ios::binary};
  out << text << std::flush;
  if (!out) throw output_error{file.string() + ": cannot be written"};
}

/// One submission of what has no row yet.
class submission {
 public:
  submission(const slurm_settings& s, std::size_t tasks) : settings_{s}, folder_{s.folder}, heard_(tasks) {
    // Whoever was killed while he waited for another array has left it.
    const std::filesystem::path note = s.folder / "slurm-job";
    if (std::ifstream in{note}; in >> job_) cancel();
    const command_result submitted =
        run_command_of_host({"sbatch", "--parsable", write_array_script(s, tasks).string()});
    if (submitted.code != 0)
      throw config_error{{"command line"},
                         "--executor",
                         "is \"slurm\", but sbatch takes no job",
                         "is this a machine of a Slurm cluster?"};
    job_ = submitted.out.substr(0, submitted.out.find_first_of(";\n"));
    write(note, job_ + "\n");
  }

  /// Whether the scheduler still has something of it that is not dead.
  bool alive() {
    const auto now = clock::now();
    if (now - asked_ < between_questions) return true;
    asked_ = now;
    const command_result queue = run_command_of_host({"squeue", "-h", "-r", "-j", job_, "-o", "%K %T"});
    // A job that the controller has forgotten is an error to squeue; so is a controller that does not answer.
    std::istringstream rows{queue.out};
    bool any = false;
    std::size_t task = 0;
    for (std::string state; rows >> task >> state;) any = worth_waiting_for(task, state, now) || any;
    return any;
  }

  void cancel() const { run_command_of_host({"scancel", job_}); }

 private:
  struct heard {
    std::string beat;
    clock::time_point at;
  };

  bool worth_waiting_for(std::size_t task, const std::string& state, clock::time_point now) {
    if (state != "RUNNING") return true;
    if (task >= heard_.size()) return true;
    heard& h = heard_[task];
    if (const std::string beat = folder_.last_beat(task); beat != h.beat || h.at == clock::time_point{}) {
      h.beat = beat;
      h.at = now;
    }
    if (now - h.at < settings_.lost_after) return true;
    run_command_of_host({"scancel", job_ + "_" + std::to_string(task)});
    return false;
  }

  const slurm_settings& settings_;
  task_folder folder_;
  std::vector<heard> heard_;
  std::string job_;
  clock::time_point asked_{};
};

std::vector<const planned_point*> those_of(std::span<const planned_point* const> points,
                                           const std::set<std::string>& ids) {
  std::vector<const planned_point*> all;
  for (const planned_point* p : points)
    if (ids.contains(p->id)) all.push_back(p);
  return all;
}

}  // namespace

std::filesystem::path write_array_script(const slurm_settings& s, std::size_t tasks) {
  const std::filesystem::path file = s.folder / "sweep.sbatch";
  write(file, "#!/bin/sh\n#SBATCH --job-name=trapline-sweep\n#SBATCH --array=0-" + std::to_string(tasks - 1) +
                  "\n#SBATCH --ntasks=1\n#SBATCH --open-mode=append\n#SBATCH --output=" +
                  task_folder{s.folder}.log("%a").string() + "\nexec " +
                  command_of(s, "\"$SLURM_ARRAY_TASK_ID\"") + "\n");
  return file;
}

std::filesystem::path write_command_list(const slurm_settings& s, std::size_t tasks) {
  const std::filesystem::path file = s.folder / "commands.txt";
  std::string all;
  for (std::size_t i = 0; i < tasks; ++i) all += command_of(s, std::to_string(i)) + "\n";
  write(file, all);
  return file;
}

std::size_t most_tasks() {
  constexpr std::size_t by_default = 1001, useful = 500;
  std::istringstream words{run_command_of_host({"scontrol", "show", "config"}).out};
  std::size_t most = by_default;
  for (std::string word, equals; words >> word;)
    if (word == "MaxArraySize") words >> equals >> most;
  // An array's indices are below MaxArraySize.
  return std::clamp<std::size_t>(most == 0 ? 1 : most - 1, 1, useful);
}

void run_by_slurm(std::span<const planned_point* const> points, const sweep_plan& plan,
                  const slurm_settings& s, const std::function<void(const point_row&)>& keep,
                  const std::function<void(progress)>& tell, const std::atomic<bool>& stop) {
  const row_folder rows{s.folder};
  task_folder tasks{s.folder};
  std::set<std::string> missing;
  for (const planned_point* p : points) missing.insert(p->id);
  const auto collect = [&] {
    rows.collect([&](const point_row& row) {
      keep(row);
      missing.erase(row.id);
    });
    tell({points.size() - missing.size(), points.size()});
  };
  for (unsigned i = 0; i < most_submissions && !stop; ++i) {
    const std::vector<const planned_point*> left = those_of(points, missing);
    if (left.empty()) return;
    submission job{s, tasks.deal(left, most_tasks(), plan, s.assignments)};
    for (bool alive = true; alive && !stop && !missing.empty();) {
      std::this_thread::sleep_for(glance);
      // Asked first: what a task wrote before it ended is collected after.
      alive = job.alive();
      collect();
    }
    if (!missing.empty()) job.cancel();
    collect();
  }
  if (stop) return;
  for (const planned_point* p : those_of(points, missing))
    keep({.id = p->id,
          .point = p->point,
          .reason =
              "its task died " + std::to_string(most_submissions) + " times; see " + tasks.log("*").string(),
          .code = 4});
}

}  // namespace trapline::exploration
