/// An instance of a device model's image: C++ around the interface's pointers.
#pragma once

#include <memory>
#include <vector>

#include "platform/images/loaded_library.h"
#include "sim/time.h"

namespace trapline {

/// An instant of the interface's.
inline instant instant_of(std::uint64_t ps) {
  return ps == TRAPLINE_NEVER ? instant::never() : instant::at_ps(ps);
}

/// What hears of an instance's outputs, all within a call of it.
class image_outputs {
 public:
  virtual void set_line(std::uint32_t line, bool high, std::uint64_t now_ps) = 0;
  /// A character leaves by one of its ways out.
  virtual void put(std::uint32_t way, char) = 0;
  /// Asked once, when the instance is made.
  virtual bool hears_speaker() const = 0;
  /// @param period in clocks of the timer; 0: the membrane stands still.
  virtual void move_speaker(bool out, std::uint32_t period, std::uint64_t now_ps) = 0;

 protected:
  ~image_outputs() = default;
};

class image_instance {
 public:
  /// @throws bad_image if the image does not make one.
  image_instance(std::shared_ptr<loaded_library>, image_outputs&);
  ~image_instance();
  image_instance(const image_instance&) = delete;
  image_instance& operator=(const image_instance&) = delete;

  const trapline_device& table() const { return library_->device(); }
  std::uint32_t widest_access(std::uint32_t chip, std::uint32_t reg) const;
  std::uint32_t read(std::uint32_t chip, std::uint32_t reg, std::uint32_t width, std::uint64_t now) {
    return table().read(it_, chip, reg, width, now);
  }
  void write(std::uint32_t chip, std::uint32_t reg, std::uint32_t width, std::uint32_t value,
             std::uint64_t now) {
    table().write(it_, chip, reg, width, value, now);
  }
  void advance(std::uint32_t chip, std::uint64_t now) { table().advance(it_, chip, now); }
  std::uint64_t next_event(std::uint32_t chip) const { return table().next_event(it_, chip); }
  void reset(std::uint64_t now) { table().reset(it_, now); }
  std::vector<std::byte> save(std::uint32_t chip) const;
  bool load(std::uint32_t chip, std::span<const std::byte> state);
  bool line_level(std::uint32_t line) const { return table().line_level(it_, line) != 0; }

 private:
  std::shared_ptr<loaded_library> library_;
  trapline_host host_;
  void* it_;
};

}  // namespace trapline
