/// The trial of a device model's image before it may serve: what crashes, hangs, contradicts itself or does not
/// survive the transfer of its state is found out in another process.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace trapline {

/// What a trial may take of a processor, in seconds.
inline constexpr unsigned trial_seconds = 2;

/// Loads the image in a child process, makes instances of it, and has them answer the same accesses; the state of
/// one is moved to another in the middle.
/// @return what was wrong; empty if nothing was.
std::string trial_of(const std::string& name, std::span<const std::byte> library);

}  // namespace trapline
