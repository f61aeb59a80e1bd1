/// What a loader is held to, whatever it is given.
#pragma once

#include "platform/loaders/loader.h"
#include "tests/loaders/images.h"

namespace trapline::loaders::test {

/// Loads into a machine of damaged_vm_bytes: a plan inside the memory in which nothing overlaps, or a
/// load_error that names the file; and no allocation beyond what the memory accounts for. @return whether it
/// made a plan
bool makes_a_plan(const guest_files&);

/// The image as its own kind and as what it looks like, alone and with everything that can go with it.
/// @return how many of the loads made a plan
unsigned load_and_check(const bytes& image, load_kind kind);

}  // namespace trapline::loaders::test
