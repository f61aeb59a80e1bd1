/// A device of a virtual machine's that an image is the model of: the image's instance answers, and another one can
/// take its place at any instant.
#pragma once

#include <deque>

#include "models/vmm/board/device_parts.h"
#include "platform/images/image_instance.h"

namespace trapline {

class image_parts final : public vmm::device_parts, private image_outputs {
 public:
  explicit image_parts(std::shared_ptr<loaded_library>);

  /// A new instance of this library, in the state of the one that serves, takes its place; lines hear nothing.
  /// @return what was wrong, in which case nothing has changed; else empty.
  std::string take_over(std::shared_ptr<loaded_library>);

 private:
  class chip final : public devices::device {
   public:
    chip(image_parts& owner, std::uint32_t index);
    std::span<const devices::port_window> ports() const override { return ports_; }
    std::span<const devices::memory_window> memory() const override { return memory_; }
    unsigned widest_access(unsigned reg) const override { return it().widest_access(index_, reg); }
    std::uint32_t read(unsigned reg, unsigned width, instant now) override;
    void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
    void advance_to(instant now) override;
    instant next_event() const override;
    void reset(instant now) override;
    std::vector<std::byte> save_state() const override { return it().save(index_); }
    void restore_state(std::span<const std::byte>) override;

   private:
    image_instance& it() const { return *owner_.it_; }

    image_parts& owner_;
    std::uint32_t index_;
    std::vector<devices::port_window> ports_;
    std::vector<devices::memory_window> memory_;
  };

  void set_line(std::uint32_t line, bool high, std::uint64_t now_ps) override;
  // A device of the user's own has nobody at these ends.
  void put(std::uint32_t, char) override {}
  bool hears_speaker() const override { return false; }
  void move_speaker(bool, std::uint32_t, std::uint64_t) override {}

  std::deque<devices::output_line> lines_;
  std::unique_ptr<image_instance> it_;
  std::deque<chip> device_chips_;
};

/// Why an instance of the library cannot take over these chips' states and give them back; empty if it can.
std::string trouble_taking(image_instance&, const std::vector<std::vector<std::byte>>& states);

}  // namespace trapline
