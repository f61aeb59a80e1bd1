/// The x87's state as it lies in memory. Intel SDM volume 1, 8.1.10, figures 8-9 to 8-12.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/processor/engine/fpu/x87_unit.h"

namespace trapline::fpu {

struct image_format {
  bool wide;       ///< fields of 32 bits, else of 16
  bool selectors;  ///< protected mode: pointers are selectors and offsets, else linear addresses
};

inline constexpr unsigned register_bytes = 80;
constexpr unsigned environment_bytes(image_format f) { return f.wide ? 28 : 14; }
inline constexpr unsigned largest_image = 28 + register_bytes;

/// FNSTENV's image; the state stays as it is.
void put_environment(const x87_unit&, image_format, std::span<std::uint8_t>);
void load_environment(x87_unit&, image_format, std::span<const std::uint8_t>);
/// The eight registers, from the top of the stack on, ten bytes each.
void put_registers(const x87_unit&, std::span<std::uint8_t>);
void load_registers(x87_unit&, std::span<const std::uint8_t>);

/// FXSAVE's part of the x87: the first 32 bytes but for MXCSR, and eight registers, 16 bytes apart.
void put_extended_image(const x87_unit&, bool offsets_of_64_bits, std::span<std::uint8_t>);
void load_extended_image(x87_unit&, bool offsets_of_64_bits, std::span<const std::uint8_t>);

}  // namespace trapline::fpu
