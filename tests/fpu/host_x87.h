/// The x87 of this host: one instruction from a given state, by FRSTOR and FNSAVE around it. Error pending or
/// not, what comes between does not wait, so that no signal is raised.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "models/processor/engine/fpu/x87_image.h"

namespace trapline::test {

struct x87_image {
  std::array<std::uint8_t, fpu::largest_image> bytes{};
  std::array<std::uint8_t, 16> memory{};
  std::uint64_t flags = 0;  ///< arithmetic ones
};

class host_x87 {
 public:
  host_x87();
  ~host_x87();
  host_x87(const host_x87&) = delete;
  host_x87& operator=(const host_x87&) = delete;

  /// @param opcode 11 bits; of an instruction with an operand in memory, ModR/M's mod and rm are zero
  void load(unsigned opcode);
  x87_image run(const x87_image& before) const;

 private:
  std::uint8_t* code_;
};

}  // namespace trapline::test
