#include "models/processor/engine/decoder.h"

#include <algorithm>

namespace trapline::engine {

namespace {

constexpr std::uint64_t page_bytes = 4096;

const ZydisDecoder& decoder_of(code_size size) {
  static const auto all = [] {
    std::array<ZydisDecoder, 3> decoders;
    ZydisDecoderInit(&decoders[0], ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_STACK_WIDTH_16);
    ZydisDecoderInit(&decoders[1], ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32);
    ZydisDecoderInit(&decoders[2], ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    // On processors without these their encodings are other instructions: NOP, BSR, BSF, WBINVD.
    for (ZydisDecoder& d : decoders)
      for (const auto mode :
           {ZYDIS_DECODER_MODE_MPX, ZYDIS_DECODER_MODE_CET, ZYDIS_DECODER_MODE_LZCNT,
            ZYDIS_DECODER_MODE_TZCNT, ZYDIS_DECODER_MODE_WBNOINVD, ZYDIS_DECODER_MODE_CLDEMOTE})
        ZydisDecoderEnableMode(&d, mode, ZYAN_FALSE);
    return decoders;
  }();
  return all[static_cast<std::size_t>(size)];
}

}  // namespace

std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> decoded_code::operands() const {
  std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> all{};
  ZydisDecoderDecodeOperands(&decoder_of(size), &context, &instruction, all.data(),
                             instruction.operand_count);
  return all;
}

namespace {

// @return whether the bytes end before the instruction does
bool look_up(decoded_code& d, const cpu_description& has) {
  const ZyanStatus status =
      ZydisDecoderDecodeInstruction(&decoder_of(d.size), &d.context, d.bytes.data(), d.count, &d.instruction);
  const bool cut = status == ZYDIS_STATUS_NO_MORE_DATA;
  d.known = ZYAN_SUCCESS(status);
  // One that goes on behind the longest is #GP, which the library sees to.
  d.undefined = d.known ? !has_instruction(has, d.instruction, d.size)
                        : !cut && status != ZYDIS_STATUS_INSTRUCTION_TOO_LONG;
  return cut && d.count < longest_instruction;
}

}  // namespace

decoded_code decode(library::cpu_env& env, std::uint64_t linear, code_size size, const cpu_description& has) {
  decoded_code d;
  d.size = size;
  const auto in_page = static_cast<std::size_t>(page_bytes - linear % page_bytes);
  std::size_t wanted = std::min(longest_instruction, in_page);
  do {
    for (; d.count < wanted; ++d.count)
      d.bytes[d.count] = static_cast<std::uint8_t>(cpu_ldub_code_x86_64(&env, linear + d.count));
    wanted = d.count + 1;
  } while (look_up(d, has));
  return d;
}

decoded_code decode(std::span<const std::uint8_t> code, code_size size, const cpu_description& has) {
  decoded_code d;
  d.size = size;
  d.count = std::min(longest_instruction, code.size());
  std::copy_n(code.begin(), d.count, d.bytes.begin());
  look_up(d, has);
  return d;
}

}  // namespace trapline::engine
