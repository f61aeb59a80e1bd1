#include "platform/images/image_instance.h"

#include "platform/images/image_error.h"

namespace trapline {

image_instance::image_instance(std::shared_ptr<loaded_library> library, line_listener heard)
    : library_{std::move(library)},
      heard_{std::move(heard)},
      host_{sizeof(trapline_host), this, hear},
      it_{table().create(&host_)} {
  if (it_ == nullptr) throw bad_image{"it makes no device"};
}

image_instance::~image_instance() { table().destroy(it_); }

void image_instance::hear(void* context, std::uint32_t line, std::int32_t high, std::uint64_t now) {
  static_cast<image_instance*>(context)->heard_(line, high != 0, now);
}

std::uint32_t image_instance::widest_access(std::uint32_t chip, std::uint32_t reg) const {
  return table().widest_access == nullptr ? 1 : table().widest_access(it_, chip, reg);
}

std::vector<std::byte> image_instance::save(std::uint32_t chip) const {
  std::vector<std::byte> state(table().save(it_, chip, nullptr, 0));
  table().save(it_, chip, reinterpret_cast<std::uint8_t*>(state.data()), state.size());
  return state;
}

bool image_instance::load(std::uint32_t chip, std::span<const std::byte> state) {
  return table().load(it_, chip, reinterpret_cast<const std::uint8_t*>(state.data()), state.size()) == 0;
}

}  // namespace trapline
