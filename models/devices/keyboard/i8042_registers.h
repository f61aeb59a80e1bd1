/// The 8042's registers, bits and commands as a PC's keyboard controller has them: IBM PC AT Technical Reference
/// (1502494), "Keyboard Controller", and its successor with a mouse port, PS/2 Hardware Interface Technical
/// Reference.
#pragma once

#include <cstdint>

namespace trapline::devices {

/// Bits of the controller command byte.
namespace i8042_mode {
inline constexpr std::uint8_t irq1 = 0x01, irq12 = 0x02, system = 0x04, keyboard_off = 0x10, mouse_off = 0x20,
                              translate = 0x40;
}

/// Bits of the status register, port 64h.
namespace i8042_status {
inline constexpr std::uint8_t output_full = 0x01, input_full = 0x02, system = 0x04, input_is_command = 0x08,
                              unlocked = 0x10, from_mouse = 0x20, timed_out = 0x40;
}

/// Pins of the output port. The first resets the processor while it is low.
namespace i8042_output_port {
inline constexpr std::uint8_t no_reset = 0x01, a20 = 0x02, irq1 = 0x10, irq12 = 0x20;
inline constexpr std::uint8_t idle = 0xCF;    ///< no reset, A20 open, both devices' wires free
inline constexpr std::uint8_t pulsed = 0x0F;  ///< those that a command can pulse
}  // namespace i8042_output_port

/// Written to port 64h.
namespace i8042_command {
inline constexpr std::uint8_t read_ram = 0x20, write_ram = 0x60, ram_commands = 0x20, ram_index = 0x1F;
inline constexpr std::uint8_t test_password = 0xA4, mouse_off = 0xA7, mouse_on = 0xA8, test_mouse_port = 0xA9,
                              self_test = 0xAA, test_keyboard_port = 0xAB, keyboard_off = 0xAD,
                              keyboard_on = 0xAE, read_input_port = 0xC0, read_output_port = 0xD0,
                              write_output_port = 0xD1, put_keyboard_byte = 0xD2, put_mouse_byte = 0xD3,
                              send_to_mouse = 0xD4, close_a20 = 0xDD, open_a20 = 0xDF,
                              read_test_inputs = 0xE0, pulse_outputs = 0xF0;
}  // namespace i8042_command

}  // namespace trapline::devices
