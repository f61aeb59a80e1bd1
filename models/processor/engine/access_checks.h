/// Checks that the library does not make, called in front of an instruction where the segments or the debug
/// registers ask for them: limits and types of segments, breakpoints, what INS and ENTER must find before
/// they begin. Code that needs none carries none.
#pragma once

#include "models/processor/engine/decoder.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

/// Whether code translated with these flags carries checks only where an instruction names CS, FS or GS or does what
/// segments decide: protected code of 32 or 64 bits, without breakpoints, and the other segments without limits.
bool checks_few_segments(std::uint32_t flags);
/// In front of the instruction that is about to be translated.
void emit_checks(const translation&, const library::disassembly&, const decoded_code&);
/// Behind it, what the library leaves undone.
void emit_completion(const translation&, const library::disassembly&, const decoded_code&);
/// In place of the store by which the library finds out whether INS may write.
void emit_ins_check(const translation&, const decoded_code&);

/// A check as the translated code passes it on: three words.
struct access_check {
  enum class kind : unsigned {
    memory,          ///< an operand
    bit_string,      ///< of BT and its like: a register counts bits from the operand
    table,           ///< of XLAT, which adds AL
    block,           ///< the first of several instructions, the last of which ends below `displacement` of CS
    start,           ///< of an instruction: `bytes` is its length, `displacement` its EIP
    ins,             ///< INS, of which the port's permission and the destination are looked at
    probe,           ///< an operand that has to be accessible before the instruction begins
    aligned_probe,   ///< ... and to lie at a multiple of 16
    adjustment,      ///< of ARPL, which writes only what it changes
    table_register,  ///< of LGDT and LIDT in 64-bit code, whose base has to be canonical
    machine_status,  ///< behind SMSW into a register of 32 bits, all of which CR0 fills
    frame,           ///< behind ENTER: the pointer that it pushed on a stack of 16-bit addresses
  };
  static constexpr unsigned no_register = 31;

  kind what = kind::memory;
  unsigned segment = library::ds;
  unsigned base = no_register, index = no_register, scale = 0;  ///< scale: a power of two
  unsigned address_bits = 32;
  bool write = false;  ///< of a start: SS is loaded
  bool repeated = false;
  std::uint32_t bytes = 0;
  std::uint32_t other_register = 0;  ///< that counts bits, or that ARPL compares with
  std::int64_t displacement = 0;

  struct words {
    std::uint32_t first, second, third;
  };
  bool has_register() const { return what == kind::bit_string || what == kind::adjustment; }
  words packed() const;
  static access_check from(words);
};

}  // namespace trapline::engine
