/// The mouse with a PS/2 plug: IBM Personal System/2 Hardware Interface Technical Reference, "Mouse", with
/// the wheel and the two side buttons of Microsoft's IntelliMouse protocol (sample rates 200, 100, 80 and
/// 200, 200, 80 set one after the other change the identification to 3 and 4).
/// Element 13 (Fig. 1): an I/O device.
///
/// At power-on it has passed its self-test, reports nothing yet, and the completion code went out before
/// anything could listen.
///
/// *Not modelled*: the resolution's effect (movement comes in counts; the value is only kept and told), the
/// wires' bits, other vendors' sequences.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/devices/keyboard/ps2_device.h"

namespace trapline::devices {

struct ps2_mouse_state {
  std::array<std::uint8_t, 16> out{};
  std::uint8_t first = 0, count = 0;
  instant out_at{};  // when the bytes in `out` are ready
  std::array<std::uint8_t, 4> last_packet{};
  std::uint8_t last_packet_size = 0;
  std::int32_t dx = 0, dy = 0, dz = 0;
  std::uint8_t buttons = 0;
  bool something_to_report = false;
  std::uint8_t rate = 100;
  std::uint8_t resolution = 2;
  std::uint8_t id = 0;
  std::array<std::uint8_t, 2> earlier_rates{};
  std::uint8_t awaiting = 0;  // the command that wants another byte
  bool double_scaling = false, remote = false, wrap = false, reporting = false;
  bool erred = false;  // the last byte was not understood
  bool self_test = false;
  instant sample_due = instant::never();
  instant last_report{};
  instant self_test_ends = instant::never();
};

template <typename Members>
void describe(Members& m, ps2_mouse_state& s) {
  m("out", s.out);
  m("first", s.first);
  m("count", s.count);
  m("out_at", s.out_at);
  m("last_packet", s.last_packet);
  m("last_packet_size", s.last_packet_size);
  m("dx", s.dx);
  m("dy", s.dy);
  m("dz", s.dz);
  m("buttons", s.buttons);
  m("something_to_report", s.something_to_report);
  m("rate", s.rate);
  m("resolution", s.resolution);
  m("id", s.id);
  m("earlier_rates", s.earlier_rates);
  m("awaiting", s.awaiting);
  m("double_scaling", s.double_scaling);
  m("remote", s.remote);
  m("wrap", s.wrap);
  m("reporting", s.reporting);
  m("erred", s.erred);
  m("self_test", s.self_test);
  m("sample_due", s.sample_due);
  m("last_report", s.last_report);
  m("self_test_ends", s.self_test_ends);
}

class ps2_mouse final : public ps2_device {
 public:
  static constexpr duration self_test_time = duration::ms(300);
  enum button : std::uint8_t { left = 1, right = 2, middle = 4, fourth = 8, fifth = 16 };

  /// Works on a state that its owner keeps, as the keyboard does.
  explicit ps2_mouse(ps2_mouse_state& state) : state_{state} {}

  /// A hand: counts to the right, away from the user, and of the wheel towards the user.
  void move(std::int32_t dx, std::int32_t dy, std::int32_t dz, instant now);
  /// All buttons that are down now, a set of `button`.
  void press(std::uint8_t buttons, instant now);

  instant ready_at() const override { return state_.count > 0 ? state_.out_at : instant::never(); }
  std::uint8_t peek() const override { return state_.out[state_.first]; }
  void sent(instant now) override;
  bool listens() const override { return !state_.self_test; }
  void hear(std::uint8_t byte, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override;

 private:
  void command(std::uint8_t byte, instant now);
  void argument(std::uint8_t byte, instant now);
  void not_understood(instant now);
  void acknowledge(instant now);
  void respond(std::span<const std::uint8_t> bytes, instant now);
  void queue(std::span<const std::uint8_t> bytes, instant at);
  unsigned make_packet(std::uint8_t* packet, bool scaled);
  void forget_movement();
  void set_defaults();
  void watch(instant now);
  bool streaming() const { return state_.reporting && !state_.remote && !state_.wrap && !state_.self_test; }

  ps2_mouse_state& state_;
};

}  // namespace trapline::devices
