/// Code of what system software is made of, in any order and with operands of its kind.
#pragma once

#include "tests/random_systems/dice.h"
#include "tests/random_systems/instruction_writer.h"

namespace trapline::random_systems {

/// Fills what the writer has.
void write_random_code(instruction_writer&, dice&);

/// Somewhere in the code.
std::uint32_t code_address(dice&);
/// A selector of any descriptor, privilege and table.
std::uint32_t selector(dice&);
/// What a page table's entry may be: most are a page of the low megabyte.
std::uint32_t page_entry(dice&, std::uint32_t page);

}  // namespace trapline::random_systems
