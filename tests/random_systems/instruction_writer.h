/// Encodes what random code is made of, for 16, 32 or 64 bits.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "tests/random_systems/layout.h"

namespace trapline::random_systems {

class instruction_writer {
 public:
  instruction_writer(std::span<std::uint8_t> memory, std::uint32_t at, std::uint32_t end, mode m)
      : memory_{memory}, at_{at}, end_{end}, mode_{m}, bits_{bits_of(m)} {}

  bool full() const { return at_ >= end_; }
  std::uint32_t at() const { return at_; }
  mode of() const { return mode_; }
  code_bits bits() const { return bits_; }

  void byte(std::uint32_t value) {
    if (!full()) memory_[at_++] = static_cast<std::uint8_t>(value);
  }
  void bytes(std::initializer_list<std::uint32_t> values) {
    for (const std::uint32_t v : values) byte(v);
  }
  void word(std::uint32_t value) { bytes({value, value >> 8}); }
  void dword(std::uint32_t value) { bytes({value, value >> 8, value >> 16, value >> 24}); }

  /// For an operand of 32 bits.
  void wide() {
    if (bits_ == code_bits::b16) byte(0x66);
  }
  /// MOV r32, value
  void set(unsigned reg, std::uint32_t value) {
    wide();
    byte(0xb8 + reg);
    dword(value);
  }
  /// MOV r16, value
  void set_word(unsigned reg, std::uint32_t value) {
    if (bits_ != code_bits::b16) byte(0x66);
    byte(0xb8 + reg);
    word(value);
  }
  /// The ModRM byte and what follows it for the memory at an address of its own.
  void memory(unsigned reg, std::uint32_t address) {
    if (bits_ == code_bits::b64) {
      bytes({4 | reg << 3, 0x25});
    } else {
      byte((bits_ == code_bits::b16 ? 6u : 5u) | reg << 3);
    }
    bits_ == code_bits::b16 ? word(address) : dword(address);
  }
  /// MOV dword [address], value
  void store(std::uint32_t address, std::uint32_t value) {
    wide();
    byte(0xc7);
    memory(0, address);
    dword(value);
  }

 private:
  std::span<std::uint8_t> memory_;
  std::uint32_t at_, end_;
  mode mode_;
  code_bits bits_;
};

}  // namespace trapline::random_systems
