#include "platform/images/image_code.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "models/devices/text_sink.h"

namespace trapline {

namespace {

std::vector<devices::output_line*> lines_of(const vmm::device_parts& parts) {
  std::vector<devices::output_line*> lines;
  for (const vmm::device_parts::interrupt& i : parts.interrupts()) lines.push_back(i.line);
  for (const vmm::device_parts::output& o : parts.outputs()) lines.push_back(o.line);
  return lines;
}

/// What the image and the device's own chips are called by where they differ.
std::runtime_error fault_of(const trapline_device& d, const std::string& what) {
  return std::runtime_error("the image of " + std::string{d.name} + ", which serves, " + what);
}

bool same_windows(const trapline_chip& c, const devices::device& own) {
  const auto same_ports = [](const trapline_ports& a, const devices::port_window& b) {
    return a.first_port == b.first_port && a.count == b.count && a.first_register == b.first_register;
  };
  const auto same_memory = [](const trapline_memory& a, const devices::memory_window& b) {
    return a.first == b.first && a.bytes == b.bytes && a.first_register == b.first_register;
  };
  return std::ranges::equal(std::span{c.ports, c.port_count}, own.ports(), same_ports) &&
         std::ranges::equal(std::span{c.memory, c.memory_count}, own.memory(), same_memory);
}

}  // namespace

image_code::image_code(std::shared_ptr<loaded_library> library, vmm::device_parts& own)
    : own_{own}, lines_{lines_of(own)}, it_{std::move(library), *this} {
  for (std::uint32_t c = 0; c < own_.chips().size(); ++c) chips_.emplace_back(*this, *own_.chips()[c].it, c);
}

std::string image_code::trouble_with_chips() const {
  const trapline_device& d = it_.table();
  if (d.chip_count != own_.chips().size()) return "it has other chips than the model that serves";
  for (std::uint32_t c = 0; c < d.chip_count; ++c)
    if (!same_windows(d.chips[c], *own_.chips()[c].it))
      return "its " + std::string{d.chips[c].name} +
             " is at other addresses or registers than that of the model that serves";
  return {};
}

std::string image_code::trouble_with_lines() const {
  const trapline_device& d = it_.table();
  const auto& interrupts = own_.interrupts();
  if (d.line_count != lines_.size()) return "it has other lines than the model that serves";
  for (std::uint32_t l = 0; l < d.line_count; ++l) {
    const bool interrupt = l < interrupts.size();
    const bool same =
        interrupt ? d.lines[l].irq == static_cast<std::int32_t>(interrupts[l].irq)
                  : d.lines[l].irq < 0 && own_.outputs()[l - interrupts.size()].wire == d.lines[l].name;
    if (!same) return "its line " + std::string{d.lines[l].name} + " is another one of the model that serves";
    if (it_.line_level(l) != lines_[l]->high())
      return "its lines have other levels in the state of the model that serves";
  }
  return {};
}

std::string image_code::trouble() {
  if (std::string wrong = trouble_with_chips(); !wrong.empty()) return wrong;
  std::vector<std::vector<std::byte>> states;
  for (const vmm::device_parts::chip& c : own_.chips()) states.push_back(c.it->save_state());
  for (std::uint32_t c = 0; c < states.size(); ++c) {
    if (!it_.load(c, states[c])) return "it does not take the state of the model that serves";
    if (it_.save(c) != states[c]) return "it does not give back the state of the model that serves";
  }
  if (std::string wrong = trouble_with_lines(); !wrong.empty()) return wrong;
  shared_ = std::move(states);
  return {};
}

void image_code::set_line(std::uint32_t line, bool high, std::uint64_t now_ps) {
  if (line < lines_.size()) told_.push_back({told::line, line, high, now_ps});
}

void image_code::put(std::uint32_t way, char c) {
  told_.push_back({told::character, way, static_cast<std::uint8_t>(c), 0});
}

void image_code::move_speaker(bool out, std::uint32_t period, std::uint64_t now_ps) {
  told_.push_back({told::speaker, period, out, now_ps});
}

devices::speaker_listener* image_code::speaker() const {
  const auto* source = dynamic_cast<const devices::speaker_source*>(&own_);
  return source == nullptr ? nullptr : source->listener();
}

void image_code::take_state() {
  for (std::uint32_t c = 0; c < shared_.size(); ++c) {
    std::vector<std::byte> state = own_.chips()[c].it->save_state();
    if (state == shared_[c]) continue;
    if (!it_.load(c, state)) throw fault_of(it_.table(), "does not take a state that it took before");
    shared_[c] = std::move(state);
  }
}

void image_code::give_state() {
  for (std::uint32_t c = 0; c < shared_.size(); ++c) {
    std::vector<std::byte> state = it_.save(c);
    if (state == shared_[c]) continue;
    try {
      own_.chips()[c].it->restore_state(state);
    } catch (const std::invalid_argument& wrong) {
      throw fault_of(it_.table(), std::string{"gives a state that is none: "} + wrong.what());
    }
    shared_[c] = std::move(state);
  }
}

void image_code::pass_on(const told& t) {
  switch (t.what) {
    case told::line:
      return lines_[t.which]->set(t.value != 0, instant_of(t.now_ps));
    case told::character:
      if (t.which < own_.texts().size() && own_.texts()[t.which] != nullptr)
        own_.texts()[t.which]->put(static_cast<char>(t.value));
      return;
    case told::speaker:
      return speaker()->moved(t.value != 0, t.which, instant_of(t.now_ps));
  }
}

template <typename Call>
void image_code::call(const Call& does) {
  take_state();
  does();
  const std::vector<told> heard = std::exchange(told_, {});
  std::vector<std::pair<devices::output_line*, bool>> before;
  for (const told& t : heard)
    if (t.what == told::line) before.emplace_back(lines_[t.which], lines_[t.which]->high());
  give_state();
  // The chips have the last levels by now and have told nobody: the changes begin at the first ones.
  for (const auto& [line, high] : before) line->restore(high);
  for (const told& t : heard) pass_on(t);
}

std::uint32_t image_code::chip_code::read(unsigned reg, unsigned width, instant now) {
  std::uint32_t value = 0;
  owner_.call([&] { value = owner_.it_.read(index_, reg, width, now.picoseconds()); });
  return value;
}

void image_code::chip_code::write(unsigned reg, unsigned width, std::uint32_t value, instant now) {
  owner_.call([&] { owner_.it_.write(index_, reg, width, value, now.picoseconds()); });
}

void image_code::chip_code::advance_to(instant now) {
  owner_.call([&] { owner_.it_.advance(index_, now.picoseconds()); });
}

instant image_code::chip_code::next_event() const {
  owner_.take_state();
  return instant_of(owner_.it_.next_event(index_));
}

void image_code::chip_code::reset(instant now) {
  // A board resets chip by chip, an image all of its own at once.
  if (index_ == 0) owner_.call([&] { owner_.it_.reset(now.picoseconds()); });
}

}  // namespace trapline
