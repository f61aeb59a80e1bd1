#include "platform/images/image_parts.h"

#include <stdexcept>

namespace trapline {

image_parts::chip::chip(image_parts& owner, std::uint32_t index) : owner_{owner}, index_{index} {
  const trapline_chip& c = it().table().chips[index];
  for (std::uint32_t i = 0; i < c.port_count; ++i)
    ports_.push_back({c.ports[i].first_port, c.ports[i].count, c.ports[i].first_register});
  for (std::uint32_t i = 0; i < c.memory_count; ++i)
    memory_.push_back({c.memory[i].first, c.memory[i].bytes, c.memory[i].first_register});
}

std::uint32_t image_parts::chip::read(unsigned reg, unsigned width, instant now) {
  return it().read(index_, reg, width, now.picoseconds());
}

void image_parts::chip::write(unsigned reg, unsigned width, std::uint32_t value, instant now) {
  it().write(index_, reg, width, value, now.picoseconds());
}

void image_parts::chip::advance_to(instant now) { it().advance(index_, now.picoseconds()); }

instant image_parts::chip::next_event() const { return instant_of(it().next_event(index_)); }

void image_parts::chip::reset(instant now) {
  // The board resets chip by chip, an image all of its own at once.
  if (index_ == 0) it().reset(now.picoseconds());
}

void image_parts::chip::restore_state(std::span<const std::byte> state) {
  if (!it().load(index_, state))
    throw std::invalid_argument("these bytes are no state of a " + std::string{it().table().name});
  for (std::uint32_t l = 0; l < owner_.lines_.size(); ++l) owner_.lines_[l].restore(it().line_level(l));
}

image_parts::image_parts(std::shared_ptr<loaded_library> library)
    : lines_(library->device().line_count),
      it_{std::make_unique<image_instance>(std::move(library), static_cast<image_outputs&>(*this))} {
  const trapline_device& d = it_->table();
  for (std::uint32_t c = 0; c < d.chip_count; ++c)
    has(d.chips[c].name, device_chips_.emplace_back(*this, c), d.chips[c].shows_time != 0);
  for (std::uint32_t l = 0; l < d.line_count; ++l)
    if (d.lines[l].irq >= 0) interrupts_by(static_cast<unsigned>(d.lines[l].irq), lines_[l]);
}

void image_parts::set_line(std::uint32_t line, bool high, std::uint64_t now_ps) {
  if (line < lines_.size()) lines_[line].set(high, instant_of(now_ps));
}

std::string image_parts::take_over(std::shared_ptr<loaded_library> library) {
  auto fresh = std::make_unique<image_instance>(std::move(library), static_cast<image_outputs&>(*this));
  std::vector<std::vector<std::byte>> states;
  for (const chip& c : device_chips_) states.push_back(c.save_state());
  if (std::string trouble = trouble_taking(*fresh, states); !trouble.empty()) return trouble;
  for (std::uint32_t l = 0; l < lines_.size(); ++l)
    if (fresh->line_level(l) != lines_[l].high())
      return "its lines have other levels in the state of the model that serves";
  it_ = std::move(fresh);
  return {};
}

std::string trouble_taking(image_instance& to, const std::vector<std::vector<std::byte>>& states) {
  for (std::uint32_t c = 0; c < states.size(); ++c) {
    if (!to.load(c, states[c])) return "it does not take the state of the model that serves";
    if (to.save(c) != states[c]) return "it does not give back the state of the model that serves";
  }
  return {};
}

}  // namespace trapline
