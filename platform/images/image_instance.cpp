#include "platform/images/image_instance.h"

#include "platform/images/image_error.h"

namespace trapline {

namespace {

image_outputs& outputs(void* context) { return *static_cast<image_outputs*>(context); }

trapline_host host_for(image_outputs& heard) {
  trapline_host h{};
  h.size = sizeof(trapline_host);
  h.context = &heard;
  h.set_line = [](void* to, std::uint32_t line, std::int32_t high, std::uint64_t now) {
    outputs(to).set_line(line, high != 0, now);
  };
  h.put = [](void* to, std::uint32_t way, std::uint8_t c) { outputs(to).put(way, static_cast<char>(c)); };
  if (heard.hears_speaker())
    h.move_speaker = [](void* to, std::int32_t out, std::uint32_t period, std::uint64_t now) {
      outputs(to).move_speaker(out != 0, period, now);
    };
  return h;
}

}  // namespace

image_instance::image_instance(std::shared_ptr<loaded_library> library, image_outputs& heard)
    : library_{std::move(library)}, host_{host_for(heard)}, it_{table().create(&host_)} {
  if (it_ == nullptr) throw bad_image{"it makes no device"};
}

image_instance::~image_instance() { table().destroy(it_); }

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
