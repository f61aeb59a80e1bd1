/// What a run was asked to write: everything is opened before it starts, lines that guests write are written as they
/// come, the rest when it has ended.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/command_line/command_options.h"
#include "platform/command_line/result_files.h"
#include "platform/command_line/run_recordings.h"
#include "platform/files/live_file.h"
#include "platform/machine/guest_listener.h"
#include "sim/results/results.h"

namespace trapline {

class run_outputs final : public guest_listener {
 public:
  /// @throws config_error for a file that cannot be written, is an input, or is asked for twice.
  run_outputs(const command_options&, const loaded_scenario&);

  /// Has the simulation tell of what is written as it goes, and of what is recorded.
  void listen(run_control&);
  void run_begins() override;
  void wrote(std::size_t vm, guest_text, char) override;
  void keep_up() override;

  /// As result_files::finish().
  bool finish(const results&);

 private:
  /// The frames of the machine's network card, and of each VM's in a file of its own.
  void add_network(const command_options&);
  /// The paths of an output that each VM has: the first VM's is `path`, another's `path`.NAME.
  std::vector<std::string> paths_for_each_vm(const std::optional<std::string>& path) const;
  std::vector<std::unique_ptr<live_file>> follow(const std::string& option,
                                                 const std::optional<std::string>& path);
  std::vector<std::unique_ptr<live_file>>& followers(guest_text what) {
    return what == guest_text::serial ? serials_ : logs_;
  }

  const loaded_scenario& loaded_;
  const results* found_ = nullptr;
  output_files files_;
  result_files whole_{files_};
  std::vector<std::unique_ptr<live_file>> serials_, logs_;
  std::unique_ptr<live_file> panel_record_;
  std::vector<control::given_command> session_;  ///< with the control panel
  run_recordings recordings_;
};

}  // namespace trapline
