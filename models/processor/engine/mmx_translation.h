/// What an instruction of MMX does to the x87: TOP becomes zero and no register empty, once its operand is loaded;
/// bits 64 to 79 of the register that it writes become ones, once it is done. Intel SDM volume 1, 9.6.2; volume 3,
/// 12.2. One that faults in its store has cleared TOP, and one that faults by its conversion has done the first half:
/// so do processors.
#pragma once

#include <cstdint>

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

struct translation;

enum class mmx_use : std::uint8_t {
  none,
  registers,  ///< of MMX, as operands
  store,      ///< ... and one in memory that is written
  load,       ///< ... and one in memory that is read
  half_load,  ///< ... of which the library would read twice as much
};
mmx_use mmx_use_of(const decoded_code&);

void emit_mmx_entry(const translation&);
void emit_mmx_completion(const translation&, const decoded_code&);

}  // namespace trapline::engine
