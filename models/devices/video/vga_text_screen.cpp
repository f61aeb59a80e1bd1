#include "models/devices/video/vga_text_screen.h"

#include <array>

#include "models/devices/video/vga_scan.h"

namespace trapline::devices {

namespace {

// clang-format off
constexpr std::array<char16_t, 32> low_half{
    u' ', u'☺', u'☻', u'♥', u'♦', u'♣', u'♠', u'•', u'◘', u'○', u'◙', u'♂', u'♀', u'♪', u'♫', u'☼',
    u'►', u'◄', u'↕', u'‼', u'¶', u'§', u'▬', u'↨', u'↑', u'↓', u'→', u'←', u'∟', u'↔', u'▲', u'▼'};
constexpr std::array<char16_t, 129> from_7f{
    u'⌂', u'Ç', u'ü', u'é', u'â', u'ä', u'à', u'å', u'ç', u'ê', u'ë', u'è', u'ï', u'î', u'ì', u'Ä', u'Å',
    u'É', u'æ', u'Æ', u'ô', u'ö', u'ò', u'û', u'ù', u'ÿ', u'Ö', u'Ü', u'¢', u'£', u'¥', u'₧', u'ƒ',
    u'á', u'í', u'ó', u'ú', u'ñ', u'Ñ', u'ª', u'º', u'¿', u'⌐', u'¬', u'½', u'¼', u'¡', u'«', u'»',
    u'░', u'▒', u'▓', u'│', u'┤', u'╡', u'╢', u'╖', u'╕', u'╣', u'║', u'╗', u'╝', u'╜', u'╛', u'┐',
    u'└', u'┴', u'┬', u'├', u'─', u'┼', u'╞', u'╟', u'╚', u'╔', u'╩', u'╦', u'╠', u'═', u'╬', u'╧',
    u'╨', u'╤', u'╥', u'╙', u'╘', u'╒', u'╓', u'╫', u'╪', u'┘', u'┌', u'█', u'▄', u'▌', u'▐', u'▀',
    u'α', u'ß', u'Γ', u'π', u'Σ', u'σ', u'µ', u'τ', u'Φ', u'Θ', u'Ω', u'δ', u'∞', u'φ', u'ε', u'∩',
    u'≡', u'±', u'≥', u'≤', u'⌠', u'⌡', u'÷', u'≈', u'°', u'∙', u'·', u'√', u'ⁿ', u'²', u'■', u' '};
// clang-format on

/// The CRTC's geometry of a text screen.
struct text_grid {
  explicit text_grid(const vga_state& s) : state{s} {
    const auto& c = s.crtc;
    columns = c[1] + 1U;
    height = (c[9] & 0x1FU) + 1;
    if ((c[9] & 0x80) != 0) height *= 2;
    rows = s.raster.shown_lines / height;
    start = c[0x0C] << 8 | c[0x0D];
    pitch = c[0x13] * 2U;
    split_line = vga_line_compare(s);
  }
  /// The CRTC's address counter at the start of a row.
  unsigned row_address(unsigned row) const {
    const unsigned first_after_split = split_line / height + 1;
    if (row >= first_after_split) return (row - first_after_split) * pitch;
    return start + row * pitch;
  }
  std::uint8_t character(unsigned counter) const {
    return static_cast<std::uint8_t>(state.memory[vga_plane_address(state, counter, 0)]);
  }

  const vga_state& state;
  unsigned columns, height, rows, start, pitch, split_line;
};

}  // namespace

std::string utf8_from_code_page_437(std::uint8_t character) {
  if (character >= 0x20 && character < 0x7F) return {static_cast<char>(character)};
  const unsigned code = character < 0x20 ? low_half[character] : from_7f[character - 0x7FU];
  const auto tail = [](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(code)};
  return {static_cast<char>(0xE0 | code >> 12), tail(code >> 6), tail(code)};
}

std::string screen_text(const vga_state& s) {
  if ((s.graphics[6] & 0x01) != 0) return {};
  const text_grid grid{s};
  std::string text;
  for (unsigned row = 0; row < grid.rows; ++row) {
    std::string line;
    for (unsigned column = 0; column < grid.columns; ++column)
      line += utf8_from_code_page_437(grid.character(grid.row_address(row) + column));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

vga_cursor cursor_of(const vga_state& s) {
  const text_grid grid{s};
  const unsigned at = static_cast<unsigned>(s.crtc[0x0E] << 8 | s.crtc[0x0F]);
  const unsigned ahead = (at - grid.start) & 0xFFFF;
  const unsigned pitch = grid.pitch == 0 ? 1 : grid.pitch;
  const vga_cursor cursor{ahead / pitch, ahead % pitch, false};
  const bool shown = (s.crtc[0x0A] & 0x20) == 0 && (s.crtc[0x0A] & 0x1F) <= (s.crtc[0x0B] & 0x1F);
  return {cursor.row, cursor.column, shown && cursor.row < grid.rows && cursor.column < grid.columns};
}

}  // namespace trapline::devices
