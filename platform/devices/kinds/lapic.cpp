// The local APIC of a processor that is described with one.
#include "models/devices/interrupts/local_apic.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class lapic final : public vmm::device_parts {
 public:
  lapic() {
    has("local_apic", apic_, true);
    drives("nmi", apic_.nmi());
    goes_beyond_images("vectors, which the processor takes from it");
  }

 private:
  devices::local_apic apic_;
};

}  // namespace

device_kind lapic_kind() {
  return {"lapic", "local APIC of the processor (vm.local_apic)", 11'719,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            if (!s.with.local_apic) return nullptr;
            return std::make_unique<lapic>();
          },
          "local_apic"};
}

}  // namespace trapline
