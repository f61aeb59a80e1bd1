/// What a loader decided: which bytes go where in the guest's memory and how its processor starts.
/// A plan is made once from files and a memory size; any number of machines can be filled from it,
/// again after each reset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/processor/engine/x86_core.h"
#include "platform/loaders/image_bytes.h"

namespace trapline::loaders {

/// A file that cannot be loaded. The message says what is wrong with it and what would be right.
class load_error : public std::runtime_error {
  using runtime_error::runtime_error;
};

/// How a guest gets into its machine.
enum class load_kind {
  bios,        ///< firmware and disks, from the reset vector
  rom,         ///< a ROM of its own, from the reset vector
  multiboot,   ///< a Multiboot-1 kernel
  linux_boot,  ///< the Linux boot protocol: bzImage or flat vmlinux
  flat,        ///< bytes, an address and an entry
};

/// Bytes for the guest's RAM, and how many zero bytes follow them.
struct segment {
  std::uint64_t address;
  image_bytes bytes;
  std::uint64_t zeros_after = 0;
  std::string what;  ///< "kernel", "initrd", ... for messages
};

/// A window of a read-only memory: `bytes` of the image from `offset` answer at `address`.
struct rom_window {
  std::uint64_t address;
  std::uint64_t offset;
  std::uint64_t bytes;
  /// The copy below 1 MiB that firmware runs from after a chipset has shadowed it: it takes writes.
  bool shadow = false;
};

struct rom_mapping {
  std::string what;  ///< "firmware", "option ROM"
  std::vector<std::uint8_t> image;
  std::vector<rom_window> windows;
};

/// An address range as INT 15h function E820h reports it; `type` 1 is usable memory, 2 reserved.
struct memory_range {
  std::uint64_t base;
  std::uint64_t bytes;
  std::uint32_t type = 1;
};

struct load_plan {
  load_kind kind;
  std::string description;  ///< one line for reports: what was recognised and where it went
  std::vector<segment> segments;
  std::vector<rom_mapping> roms;
  std::vector<memory_range> memory_map;
  /// The first registers; without a value the processor starts at the reset vector.
  std::optional<engine::register_file> entry;
  /// Whether the loader leaves the A20 gate open, as every boot loader of a 32-bit kernel does.
  bool a20_open = false;
  /// Whether it leaves the screen in text mode: where there is a VGA BIOS that would have set it.
  bool text_screen = false;
};

/// Writes the plan's segments, the zeros included, into a machine's RAM: private memory of this process, in
/// one piece from address 0. Pages of zeros are given back to the host, so that they cost nothing until used.
/// @pre as large as the plan was made for.
void write_segments(const load_plan&, std::span<std::byte> ram);

}  // namespace trapline::loaders
