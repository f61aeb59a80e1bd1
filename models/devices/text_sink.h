/// Where a chip's characters go: a serial line, a debug port. The platform makes it a file, the
/// console, or a VM's log.
#pragma once

namespace trapline::devices {

class text_sink {
 public:
  virtual void put(char) = 0;

 protected:
  ~text_sink() = default;
};

}  // namespace trapline::devices
