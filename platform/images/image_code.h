/// An image's instance that answers in place of the chips of a device that Trapline ships.
///
/// The state is one, and lies in the device's own chips: before the instance does anything it takes their state if that
/// has changed since, afterwards they take its. So keys that are typed, characters that arrive, wires of other devices
/// and whoever looks at the device find what they would find without the image. Outputs are told when the state
/// is where it belongs, in the order in which the instance told them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "models/devices/sound/speaker.h"
#include "models/vmm/board/device_parts.h"
#include "models/vmm/board/serving_code.h"
#include "platform/images/image_instance.h"

namespace trapline {

class image_code final : public vmm::serving_code, private image_outputs {
 public:
  /// @param own the device's own, which outlive this. @throws bad_image if the image makes no instance
  image_code(std::shared_ptr<loaded_library>, vmm::device_parts& own);

  /// Takes over the state. @return why it cannot stand for these chips; empty if it can.
  std::string trouble();
  devices::device& chip(std::size_t n) override { return chips_.at(n); }

 private:
  class chip_code final : public devices::device {
   public:
    chip_code(image_code& owner, devices::device& own, std::uint32_t index)
        : owner_{owner}, own_{own}, index_{index} {}
    std::span<const devices::port_window> ports() const override { return own_.ports(); }
    std::span<const devices::memory_window> memory() const override { return own_.memory(); }
    unsigned widest_access(unsigned reg) const override { return owner_.it_.widest_access(index_, reg); }
    std::uint32_t read(unsigned reg, unsigned width, instant now) override;
    void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
    void advance_to(instant now) override;
    instant next_event() const override;
    void reset(instant now) override;
    std::vector<std::byte> save_state() const override { return own_.save_state(); }
    void restore_state(std::span<const std::byte> s) override { own_.restore_state(s); }

   private:
    image_code& owner_;
    devices::device& own_;
    std::uint32_t index_;
  };
  /// What the instance told of, within a call.
  struct told {
    enum : std::uint8_t { line, character, speaker } what;
    std::uint32_t which;  ///< line or way out; of the speaker its period
    std::uint8_t value;
    std::uint64_t now_ps;
  };

  void set_line(std::uint32_t line, bool high, std::uint64_t now_ps) override;
  void put(std::uint32_t way, char) override;
  bool hears_speaker() const override { return speaker() != nullptr; }
  void move_speaker(bool out, std::uint32_t period, std::uint64_t now_ps) override;

  std::string trouble_with_chips() const;
  std::string trouble_with_lines() const;
  devices::speaker_listener* speaker() const;
  void take_state();
  void give_state();
  void pass_on(const told&);
  /// Lets the instance do something, in the state of the device's own chips.
  template <typename Call>
  void call(const Call&);

  vmm::device_parts& own_;
  std::vector<devices::output_line*> lines_;  ///< by the image's numbers
  image_instance it_;
  std::deque<chip_code> chips_;
  std::vector<std::vector<std::byte>> shared_;  ///< a chip each: the state that both are in
  std::vector<told> told_;
};

}  // namespace trapline
