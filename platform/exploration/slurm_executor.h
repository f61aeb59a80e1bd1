/// A sweep's points on a Slurm cluster: dealt out to the tasks of a job array, whose rows come back as files. What is
/// done rests on these files alone; the scheduler is asked only whether it is worth waiting on.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "platform/exploration/local_executor.h"
#include "platform/exploration/row_folder.h"
#include "platform/exploration/task_folder.h"

namespace trapline::exploration {

struct slurm_settings {
  std::filesystem::path program, sweep_file, folder;  ///< absolute, and the same on every node
  std::vector<std::string> assignments;               ///< --set
  std::chrono::seconds lost_after{60};                ///< a task that says nothing for so long is dead
};

/// FOLDER/sweep.sbatch, which runs tasks 0 to `tasks` - 1 as an array. @return where it is.
std::filesystem::path write_array_script(const slurm_settings&, std::size_t tasks);
/// FOLDER/commands.txt: a line a task, for GNU parallel and the like. @return where it is.
std::filesystem::path write_command_list(const slurm_settings&, std::size_t tasks);

/// How many tasks an array of the cluster may have, if it can be asked; else Slurm's default. Not more than are useful.
std::size_t most_tasks();

/// Submits them, and what of them died again, a few times; then a point that has no row has one that says so.
/// @throws config_error if nothing can be submitted.
void run_by_slurm(std::span<const planned_point* const> points, const sweep_plan&, const slurm_settings&,
                  const std::function<void(const point_row&)>& keep,
                  const std::function<void(progress)>& tell, const std::atomic<bool>& stop);

}  // namespace trapline::exploration
