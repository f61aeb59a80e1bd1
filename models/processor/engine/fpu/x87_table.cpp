/// Which opcode is which instruction. Intel SDM volume 2, appendix A.5 (escape opcodes).
#include <memory>

#include "models/processor/engine/fpu/arithmetic.h"
#include "models/processor/engine/fpu/x87_handlers.h"

namespace trapline::fpu {

namespace {

using namespace x87;
using row = x87_instruction;

class table {
 public:
  table() {
    put_basic();
    put_memory();
    put_registers();
    put_without_operand();
    put_control();
  }
  const row& operator[](unsigned opcode) const { return rows_[opcode]; }

 private:
  /// All ModR/M bytes that have an operand in memory and this digit.
  void memory(unsigned escape, unsigned digit, const row& r) {
    for (unsigned modrm = 0; modrm < 0xc0; ++modrm)
      if ((modrm >> 3 & 7) == digit) at(escape, modrm) = r;
  }
  /// ST(0) to ST(7).
  void registers(unsigned escape, unsigned modrm, const row& r) {
    for (unsigned i = 0; i < 8; ++i) at(escape, modrm + i) = r;
  }
  row& at(unsigned escape, unsigned modrm) { return rows_[(escape & 7) << 8 | modrm]; }

  void put_basic();
  void put_memory();
  void put_registers();
  void put_without_operand();
  void put_control();

  std::array<row, 2048> rows_{};
};

// Of the eight operations by ModR/M's digit the third and the fourth compare.
void table::put_basic() {
  const std::array<row, 8> operations{{{.run = basic<operation::add>},
                                       {.run = basic<operation::multiply>},
                                       {.run = compare_with},
                                       {.run = compare_with, .pops = 1},
                                       {.run = basic<operation::subtract>},
                                       {.run = basic<operation::subtract_reversed>},
                                       {.run = basic<operation::divide>},
                                       {.run = basic<operation::divide_reversed>}}};
  for (unsigned digit = 0; digit < operations.size(); ++digit) {
    row r = operations[digit];
    const auto with = [&r](operand o) {
      row result = r;
      result.memory = o;
      return result;
    };
    memory(0xd8, digit, with(operand::real32));
    memory(0xda, digit, with(operand::integer32));
    memory(0xdc, digit, with(operand::real64));
    memory(0xde, digit, with(operand::integer16));
    registers(0xd8, 0xc0 + 8 * digit, r);
    r.into_i = r.run != compare_with;
    registers(0xdc, 0xc0 + 8 * digit, r);
    r.pops = 1;
    registers(0xde, 0xc0 + 8 * digit, r);
  }
  registers(0xde, 0xd8, {});
  at(0xde, 0xd9) = {.run = compare_with, .pops = 2};
}

void table::put_memory() {
  memory(0xd9, 0, {.run = load, .memory = operand::real32});
  memory(0xd9, 2, {.run = store_real, .memory = operand::real32, .stores = true, .finish = finish_store});
  memory(0xd9, 3,
         {.run = store_real, .memory = operand::real32, .pops = 1, .stores = true, .finish = finish_store});
  memory(0xdd, 0, {.run = load, .memory = operand::real64});
  memory(0xdd, 2, {.run = store_real, .memory = operand::real64, .stores = true, .finish = finish_store});
  memory(0xdd, 3,
         {.run = store_real, .memory = operand::real64, .pops = 1, .stores = true, .finish = finish_store});
  memory(0xdb, 5, {.run = load, .memory = operand::real80});
  memory(
      0xdb, 7,
      {.run = store_extended, .memory = operand::real80, .pops = 1, .stores = true, .finish = finish_store});
  memory(0xdf, 4, {.run = load_decimal, .memory = operand::decimal});
  memory(
      0xdf, 6,
      {.run = store_decimal, .memory = operand::decimal, .pops = 1, .stores = true, .finish = finish_store});
  const auto integers = [this](unsigned escape, operand o) {
    memory(escape, 0, {.run = load, .memory = o});
    memory(escape, 1,
           {.run = store_truncated, .memory = o, .pops = 1, .stores = true, .finish = finish_store});
    memory(escape, 2, {.run = store_integer, .memory = o, .stores = true, .finish = finish_store});
    memory(escape, 3, {.run = store_integer, .memory = o, .pops = 1, .stores = true, .finish = finish_store});
  };
  integers(0xdf, operand::integer16);
  integers(0xdb, operand::integer32);
  memory(0xdf, 5, {.run = load, .memory = operand::integer64});
  memory(0xdf, 7,
         {.run = store_integer,
          .memory = operand::integer64,
          .pops = 1,
          .stores = true,
          .finish = finish_store});
  memory(0xdd, 1,
         {.run = store_truncated,
          .memory = operand::integer64,
          .pops = 1,
          .stores = true,
          .finish = finish_store});
}

void table::put_registers() {
  constexpr std::uint8_t cf = 1, pf = 4, zf = 0x40;
  constexpr std::array<std::uint8_t, 4> conditions_of_moves{cf, zf, cf | zf, pf};
  for (unsigned i = 0; i < conditions_of_moves.size(); ++i) {
    row r{.run = move_if, .flags = true, .condition = conditions_of_moves[i]};
    registers(0xda, 0xc0 + 8 * i, r);
    r.reversed = true;
    registers(0xdb, 0xc0 + 8 * i, r);
  }
  registers(0xdb, 0xe8, {.run = compare_with, .quiet = true, .flags = true});
  registers(0xdb, 0xf0, {.run = compare_with, .flags = true});
  registers(0xdf, 0xe8, {.run = compare_with, .pops = 1, .quiet = true, .flags = true});
  registers(0xdf, 0xf0, {.run = compare_with, .pops = 1, .flags = true});
  registers(0xdd, 0xe0, {.run = compare_with, .quiet = true});
  registers(0xdd, 0xe8, {.run = compare_with, .pops = 1, .quiet = true});
  at(0xda, 0xe9) = {.run = compare_with, .pops = 2, .quiet = true};
  registers(0xd9, 0xc0, {.run = load_register});
  registers(0xdd, 0xd0, {.run = store_register});
  registers(0xdd, 0xd8, {.run = store_register, .pops = 1});
  registers(0xdd, 0xc0, {.run = release, .control = true});
  registers(0xdf, 0xc0, {.run = release, .pops = 1, .control = true});
  // The last two of each are other encodings of the same, which only older manuals list.
  for (const auto& [escape, modrm] : {std::pair{0xd9u, 0xc8u}, {0xddu, 0xc8u}, {0xdfu, 0xc8u}})
    registers(escape, modrm, {.run = exchange});
  for (const auto& [escape, modrm] : {std::pair{0xd9u, 0xd8u}, {0xdfu, 0xd0u}, {0xdfu, 0xd8u}})
    registers(escape, modrm, {.run = store_register, .pops = 1});
}

void table::put_without_operand() {
  at(0xd9, 0xe0) = {.run = change_sign};
  at(0xd9, 0xe1) = {.run = absolute};
  at(0xd9, 0xe4) = {.run = test};
  at(0xd9, 0xe5) = {.run = examine};
  at(0xd9, 0xe8) = {.run = load_constant<0>};
  at(0xd9, 0xe9) = {.run = load_constant<1>};
  at(0xd9, 0xea) = {.run = load_constant<2>};
  at(0xd9, 0xeb) = {.run = load_constant<3>};
  at(0xd9, 0xec) = {.run = load_constant<4>};
  at(0xd9, 0xed) = {.run = load_constant<5>};
  at(0xd9, 0xee) = {.run = load_constant<6>};
  at(0xd9, 0xf0) = {.run = exponential};
  at(0xd9, 0xf1) = {.run = logarithm};
  at(0xd9, 0xf2) = {.run = tangent};
  at(0xd9, 0xf3) = {.run = arctangent};
  at(0xd9, 0xf4) = {.run = extract};
  at(0xd9, 0xf5) = {.run = remainder_nearest};
  at(0xd9, 0xf6) = {.run = decrement_top, .control = true};
  at(0xd9, 0xf7) = {.run = increment_top, .control = true};
  at(0xd9, 0xf8) = {.run = remainder_truncated};
  at(0xd9, 0xf9) = {.run = logarithm_plus_1};
  at(0xd9, 0xfa) = {.run = square_root_of_top};
  at(0xd9, 0xfb) = {.run = sine_and_cosine};
  at(0xd9, 0xfc) = {.run = round_top};
  at(0xd9, 0xfd) = {.run = scale};
  at(0xd9, 0xfe) = {.run = sine};
  at(0xd9, 0xff) = {.run = cosine};
}

void table::put_control() {
  memory(0xd9, 5, {.run = load_control, .memory = operand::word, .control = true});
  memory(0xd9, 7,
         {.run = store_control, .memory = operand::word, .stores = true, .waits = false, .control = true});
  memory(0xdd, 7,
         {.run = store_status, .memory = operand::word, .stores = true, .waits = false, .control = true});
  at(0xdf, 0xe0) = {
      .run = store_status, .memory = operand::accumulator, .stores = true, .waits = false, .control = true};
  memory(0xd9, 4, {.run = x87::load_environment, .memory = operand::environment, .control = true});
  memory(0xd9, 6,
         {.run = store_environment,
          .memory = operand::environment,
          .stores = true,
          .finish = finish_environment,
          .waits = false,
          .control = true});
  memory(0xdd, 4, {.run = load_state, .memory = operand::state, .control = true});
  memory(0xdd, 6,
         {.run = store_state,
          .memory = operand::state,
          .stores = true,
          .finish = finish_state,
          .waits = false,
          .control = true});
  at(0xd9, 0xd0) = {.run = nothing, .control = true};
  // FENI, FDISI and FSETPM, which the 80387 and later pass over.
  for (const unsigned modrm : {0xe0u, 0xe1u, 0xe4u})
    at(0xdb, modrm) = {.run = nothing, .waits = false, .control = true};
  at(0xdb, 0xe2) = {.run = clear_exceptions, .waits = false, .control = true};
  at(0xdb, 0xe3) = {.run = initialize, .waits = false, .control = true};
}

}  // namespace

const x87_instruction& x87_instruction_of(unsigned opcode) {
  static const auto all = std::make_unique<const table>();
  return (*all)[opcode];
}

}  // namespace trapline::fpu
