/// A way by which the image of a device model comes to a monitor ([0033]), page by page.
#pragma once

#include <functional>
#include <string_view>

#include "models/vmm/drivers/device_os.h"
#include "models/vmm/installation/device_image.h"
#include "models/vmm/installation/install_paths.h"

namespace trapline::vmm {

class image_channel {
 public:
  virtual ~image_channel() = default;
  /// As scenarios and results name it.
  virtual std::string_view name() const = 0;

  /// What one turn has come to.
  enum class turn : std::uint8_t {
    page,   ///< another page has been handed to the monitor's kernel component
    waits,  ///< for something outside of the processors, which calls `resume`
    failed,
  };
  /// Another image is to come.
  virtual void begin(const device_image&) = 0;
  /// The operating system that owns the devices, on this processor, does what is next; the meter is charged.
  virtual turn go_on(processor::step_meter&, processor::physical_processor&, device_os&) = 0;
  /// Why it failed, in words.
  virtual std::string trouble() const { return {}; }

  /// What was waited for is there.
  std::function<void(instant)> resume;
};

}  // namespace trapline::vmm
