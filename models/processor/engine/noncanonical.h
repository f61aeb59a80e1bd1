/// What an address that is not canonical leads to in 64-bit code. Intel SDM volume 3, 6.15 (#SS, #GP); volume 2,
/// JMP, CALL and RET.
#pragma once

#include <cstdint>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/decoder.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

/// The vector for an access to data: #SS if the instruction makes it through SS or it is a push of the
/// processor's own, else #GP. @param caller where in translated code it was made; 0 if nowhere
int noncanonical_fault(core_state&, bool write, std::uintptr_t caller);

/// Whether it is a near branch of 64-bit code to an address that is computed.
bool branches_to_computed(const decoded_code&);
/// In front of a branch to an address that is computed: keeps where it lies.
void emit_branch_site(const translation&, const decoded_code&, std::uint64_t eip);
/// RIP is not canonical. If a near branch brought it there, that faults, and the registers are as they are in
/// front of it.
void undo_branch(core_state&);

}  // namespace trapline::engine
