/// One 8237A DMA controller (Intel 8237A data sheet 231466): four channels, their registers and what a
/// transfer does to them. It stands behind i8237_pair, which gives it ports, page registers and memory.
#pragma once

#include <array>
#include <cstdint>

namespace trapline::devices {

struct i8237_state {
  struct channel {
    std::uint16_t base_address, base_count;
    std::uint16_t current_address, current_count;
    std::uint8_t mode;
  };
  std::array<channel, 4> channels;
  std::uint8_t command;
  std::uint8_t mask;
  std::uint8_t requests;  // DREQ of each channel
  std::uint8_t software_requests;
  std::uint8_t terminal_counts;
  bool upper_byte;  // the first/last flip-flop
};

template <typename Members>
void describe(Members& m, i8237_state::channel& s) {
  m("base_address", s.base_address);
  m("base_count", s.base_count);
  m("current_address", s.current_address);
  m("current_count", s.current_count);
  m("mode", s.mode);
}

template <typename Members>
void describe(Members& m, i8237_state& s) {
  m("channels", s.channels);
  m("command", s.command);
  m("mask", s.mask);
  m("requests", s.requests);
  m("software_requests", s.software_requests);
  m("terminal_counts", s.terminal_counts);
  m("upper_byte", s.upper_byte);
}

/// The register model over a state that somebody else keeps.
class i8237 {
 public:
  enum class transfer_type : std::uint8_t { verify, to_memory, from_memory, illegal };

  explicit i8237(i8237_state& state) : s_{state} {}

  std::uint8_t read(unsigned reg);
  void write(unsigned reg, std::uint8_t value);
  /// The reset pin, which does what master clear does.
  void master_clear();

  void set_request(unsigned channel, bool high);
  /// Whether DREQ of this channel would be granted.
  bool serves(unsigned channel) const;
  bool is_cascade(unsigned channel) const { return (s_.channels[channel].mode & 0xC0) == 0xC0; }
  bool counts_down(unsigned channel) const { return (s_.channels[channel].mode & 0x20) != 0; }
  transfer_type type(unsigned channel) const;
  std::uint16_t address(unsigned channel) const { return s_.channels[channel].current_address; }
  /// Cycles until terminal count, 1 to 65536.
  std::uint32_t cycles_left(unsigned channel) const { return s_.channels[channel].current_count + 1U; }
  /// Steps address and count. @pre 0 < n <= cycles_left. @returns whether terminal count was reached.
  bool run(unsigned channel, std::uint32_t n);

 private:
  std::uint8_t read_half(std::uint16_t value);
  void write_half(std::uint16_t& base, std::uint16_t& current, std::uint8_t value);

  i8237_state& s_;
};

}  // namespace trapline::devices
