/// Installs device models in the running monitor's kernel component, and takes them out again (figure 4).
///
/// The control panel's word, a scenario's or the policy's ends here. One installation is under way at a time;
/// the operating system that owns the devices works on it, a page a turn, among its other work:
///   401  is it installed?
///   402  the image comes through a channel; it is verified; who works on the model is held up; its state goes
///        over
///   403  the routes change at one instant, and the new model serves
/// What goes wrong at any step leaves the model that served as it was; the record says which and why.
/// Taking out is the same without the image.
/// Elements 401-403 (Fig. 4)
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "models/bus/wakeup.h"
#include "models/vmm/installation/image_channel.h"
#include "models/vmm/installation/install_story.h"
#include "models/vmm/machines/virtual_machine.h"
#include "models/vmm/scheduling/work.h"

namespace trapline::vmm {

/// What somebody wants.
struct install_request {
  virtual_machine* vm;
  std::string device;
  std::optional<place> to;  ///< none: it is taken out, and goes back to where it came from
  image_channel* channel;   ///< of one that is installed
  std::string asked_by;     ///< operator | scenario | policy
};

class installer final : private work, private bus::sleeper {
 public:
  /// @param timer what brings the word to the machine: one of its interrupts.
  installer(device_os&, records&, clock_domain, bus::wakeup& timer, image_library&, const install_paths&);

  /// From `at` on; not before what has been asked for an earlier instant, and after what is under way.
  void ask(install_request, instant at);
  /// Where the model goes when it is taken out: where it came from, or the place farthest from the guest.
  place home_of(virtual_machine&, const std::string& device) const;
  /// Nothing is under way, nor asked for.
  bool idle() const { return !working_ && asked_.empty(); }

 private:
  struct asked_for {
    instant at;
    install_request what;
  };
  using turn = void (installer::*)(processor::physical_processor&, processor::step_meter&);

  void wake(instant at) override;
  void run(processor::physical_processor&, device_os&) override;
  void begin(asked_for, instant at);

  // A turn each.
  void probe(processor::physical_processor&, processor::step_meter&);
  void fetch(processor::physical_processor&, processor::step_meter&);
  void verify(processor::physical_processor&, processor::step_meter&);
  void switch_over(processor::physical_processor&, processor::step_meter&);

  bool takes_out() const { return !now_.to; }
  std::string reason_against() const;
  std::string change_places(instant now);
  void resume(instant at);
  void refuse(std::string reason);
  void close(instant at);

  device_os& os_;
  records& room_;
  clock_domain clock_;
  bus::wakeup& timer_;
  image_library& images_;
  const install_paths& paths_;
  std::deque<asked_for> asked_;  ///< in order of time

  bool working_ = false;
  install_request now_;
  install_statistics record_;
  install_story story_;
  const path_part* waits_for_ = nullptr;
  turn next_ = nullptr;
  block here_ = 401;
  device_image* image_ = nullptr;
  device_model* model_ = nullptr;
  model_host* to_ = nullptr;
  std::uint64_t pages_left_ = 0;
  std::map<std::pair<virtual_machine*, std::string>, place> came_from_;
};

}  // namespace trapline::vmm
