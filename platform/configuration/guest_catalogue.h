/// What a guest is: the description that each guests/NAME/guest.toml gives, read and checked.
///
/// The keys of a guest.toml (those marked * must be there):
///
///   name *         = "firmware"        as the folder is called: lower case, digits, - and _
///   description *  = "..."             one line, for `trapline list guests`
///   load *         = "bios"            bios | rom | multiboot | linux | flat
///   memory         = "64 MiB"          what a VM gets if its scenario does not say (default "16 MiB")
///   cmdline        = "console=ttyS0"   linux and multiboot
///   address        = 0x7c00            flat: where the file goes
///   entry          = 0x7c00            flat: the first instruction, real mode, CS = 0 (default: address)
///
///   [files]        each a string, or a list of which the first that exists is taken
///   bios           = ["bios.bin", "/usr/share/seabios/bios-256k.bin"]   bios *: ends at 4 GiB and at 1 MiB
///   vga_bios       = "vgabios.bin"     any load: option ROM at C0000h
///   rom            = "hello.bin"       rom *: a ROM of its own, placed as a BIOS is
///   kernel         = "vmlinuz"         multiboot *, linux *, flat *
///   initrd         = "initrd.gz"       linux, or multiboot's one module
///   disk           = "disk.img"        any load: the ATA disk
///   floppy         = "floppy.img"      any load
///
///   [ends]
///   how *          = "exit_port"       exit_port (OUT F4h) | reset | serial_text | halt: the good ending;
///                                      never: it goes on until the other VMs have ended
///   code           = 0                 exit_port: the value that means success
///   text           = "login:"          serial_text *: the run ends well when the first UART has sent it
///   limit *        = "10 s"            simulated time after which the run is ended, 30 days at the most
///
///   [expected]
///   serial         = "expected.txt"    what the first UART must have sent, byte for byte
///
/// A relative file is looked for beside the guest.toml, then in the same guest's folder of the build
/// (build/.../guests/NAME), then in that of the cache of downloaded guests (guests/NAME in TRAPLINE_CACHE,
/// else in XDG_CACHE_HOME/trapline, else in ~/.cache/trapline); an absolute one is taken as it stands.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/loaders/load_plan.h"
#include "sim/time.h"

namespace trapline {

/// Picoseconds of 64 bits hold seven times as much.
inline constexpr duration longest_run = duration::s(std::uint64_t{86'400} * 30);

enum class guest_ending : std::uint8_t { exit_port, reset, serial_text, halt, never };

/// A file named in a guest.toml: as it was written there, and where it was found.
struct guest_file {
  std::string name;            ///< as written (of a list: the one found), safe to print in results
  std::filesystem::path path;  ///< where it is on this machine
};

struct guest_description {
  std::string name;
  std::string description;
  /// Without a value the image itself tells: a scenario named a kernel of its own.
  std::optional<loaders::load_kind> load;
  std::uint64_t memory_bytes = 0;
  std::string cmdline;
  std::uint32_t address = 0;
  std::uint32_t entry = 0;

  std::optional<guest_file> bios, vga_bios, rom, kernel, initrd, disk, floppy;

  guest_ending good_ending = guest_ending::exit_port;
  std::uint32_t success_code = 0;
  std::string ending_text;
  duration limit;
  std::optional<guest_file> expected_serial;
};

/// Reads and checks a guest.toml. `searched` are the folders, in order, for relative files.
/// @throws config_error with file, line, column and key; a file that is nowhere is one too, unless
/// `files_may_be_missing` (a list shows guests that are not built or fetched yet).
guest_description load_guest(const std::filesystem::path& guest_toml,
                             const std::vector<std::filesystem::path>& searched,
                             bool files_may_be_missing = false);

std::string_view name_of(loaders::load_kind);
std::string_view name_of(guest_ending);

}  // namespace trapline
