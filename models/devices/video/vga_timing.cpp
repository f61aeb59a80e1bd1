/// Where the VGA's beam is: display enable, vertical retrace and its interrupt.
#include "models/devices/video/vga.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t display_disabled = 0x01, vertical_retrace = 0x08;

}  // namespace

void vga::retime(instant now) {
  const vga_state& s = state_;
  const auto& c = s.crtc;
  const unsigned overflow = c[7];
  const unsigned dots = ((s.sequencer[1] & 0x01) != 0 ? 8U : 9U) * ((s.sequencer[1] & 0x08) != 0 ? 2U : 1U);
  const unsigned lines_per_count = (c[0x17] & 0x04) != 0 ? 2 : 1;

  vga_raster r;
  r.fast_clock = (s.misc_output >> 2 & 3) == 1;
  r.dots_in_line = (c[0] + 5U) * dots;
  r.shown_dots = (c[1] + 1U) * dots;
  r.lines = ((c[6] | (overflow & 0x01) << 8 | (overflow & 0x20) << 4) + 2) * lines_per_count;
  r.shown_lines = ((c[0x12] | (overflow & 0x02) << 7 | (overflow & 0x40) << 3) + 1) * lines_per_count;
  r.retrace_first = (c[0x10] | (overflow & 0x04) << 6 | (overflow & 0x80) << 2) * lines_per_count;
  // Retrace ends where the low four bits of the count agree, so it lasts 1 to 16 counts.
  const unsigned counts = (c[0x11] - r.retrace_first / lines_per_count) & 0x0F;
  r.retrace_lines = (counts == 0 ? 16 : counts) * lines_per_count;
  state_.raster = r;
  plan_interrupt(now);
}

std::uint8_t vga::beam_status(instant now) const {
  const vga_raster& r = state_.raster;
  const std::uint64_t dot =
      dot_clock().edges_by(now).count() % (static_cast<std::uint64_t>(r.dots_in_line) * r.lines);
  const auto line = static_cast<std::uint32_t>(dot / r.dots_in_line);
  const auto column = static_cast<std::uint32_t>(dot % r.dots_in_line);
  std::uint8_t status = 0;
  if (line >= r.shown_lines || column >= r.shown_dots) status |= display_disabled;
  const std::uint32_t since_retrace = (line + r.lines - r.retrace_first) % r.lines;
  if (r.retrace_first < r.lines && since_retrace < r.retrace_lines) status |= vertical_retrace;
  return status;
}

bool vga::interrupting() const { return state_.interrupt_pending && (state_.crtc[0x11] & 0x20) == 0; }

void vga::state_restored() { irq_.restore(interrupting()); }

void vga::plan_interrupt(instant now) {
  vga_state& s = state_;
  const bool cleared = (s.crtc[0x11] & 0x10) == 0;
  const vga_raster& r = s.raster;
  if (cleared) s.interrupt_pending = false;
  s.next = instant::never();
  if (!cleared && !s.interrupt_pending && r.retrace_first < r.lines) {
    const std::uint64_t frame = static_cast<std::uint64_t>(r.dots_in_line) * r.lines;
    const std::uint64_t here = dot_clock().edges_by(now).count();
    std::uint64_t start = here - here % frame + static_cast<std::uint64_t>(r.dots_in_line) * r.retrace_first;
    if (start <= here) start += frame;
    s.next = dot_clock().edge(cycles{start});
  }
  irq_.set(interrupting(), now);
}

void vga::advance_to(instant now) {
  if (now < state_.next) return;
  const instant at = state_.next;
  state_.interrupt_pending = true;
  plan_interrupt(at);
}

}  // namespace trapline::devices
