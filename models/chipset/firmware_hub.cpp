#include "models/chipset/firmware_hub.h"

#include <algorithm>

#include "models/bus/pc_address_map.h"
#include "models/bus/time_bridge.h"

namespace trapline::chipset {

firmware_hub::firmware_hub(sc_core::sc_module_name name, std::vector<std::byte> image, duration read_time)
    : sc_module{name}, socket{"socket"}, image_{std::move(image)}, read_time_{bus::to_sc(read_time)} {
  socket.register_b_transport(this, &firmware_hub::b_transport);
}

void firmware_hub::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  delay += read_time_;
  p.set_response_status(tlm::TLM_OK_RESPONSE);
  if (!p.is_read()) return;
  // Both views end where the image ends: below 4 GiB and below 1 MiB.
  for (unsigned i = 0; i < p.get_data_length(); ++i) {
    const std::uint64_t address = p.get_address() + i;
    const std::uint64_t from_end =
        (address < bus::one_mebibyte ? bus::one_mebibyte : bus::four_gibibytes) - address;
    p.get_data_ptr()[i] =
        from_end <= image_.size() ? std::to_integer<unsigned char>(image_[image_.size() - from_end]) : 0xff;
  }
}

}  // namespace trapline::chipset
