// The first parallel port, with a printer whose paper is a file.
#include "models/devices/parallel/parallel_printer.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class printer final : public vmm::device_parts {
 public:
  explicit printer(devices::text_sink& paper) : port_{paper} {
    has("parallel_printer", port_);
    interrupts_by(7, port_.irq());
    sends_text_to(&paper);
  }

 private:
  devices::parallel_printer port_;
};

}  // namespace

device_kind printer_kind() {
  return {"printer",
          "parallel port with a printer (vm.printer)",
          5'807,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            devices::text_sink* const paper = s.output("printer");
            return paper == nullptr ? nullptr : std::make_unique<printer>(*paper);
          },
          "printer",
          {{"printer", "file that the printer at its parallel port writes"}}};
}

}  // namespace trapline
