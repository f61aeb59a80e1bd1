/// The virtual machines of a run: what each ran, where its device models were, and how it ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/picture.h"
#include "sim/results/declaration.h"

namespace trapline {

/// A cache or a TLB of a VM's processor.
struct memory_level_result {
  std::string level;
  std::uint64_t hits = 0, misses = 0;
  bool operator==(const memory_level_result&) const = default;
};

template <>
inline constexpr auto fields_of<memory_level_result> = std::tuple{
    key_field{"level", &memory_level_result::level, csv_column::path, "LEVEL"},
    value_field{"hits", &memory_level_result::hits}, value_field{"misses", &memory_level_result::misses}};

/// Where a guest's region of interest began and ended, in simulated time.
struct region_result {
  std::uint64_t begin_ns = 0;
  std::optional<std::uint64_t> end_ns;  ///< none: it went on to the end
  bool operator==(const region_result&) const = default;
};

template <>
inline constexpr auto fields_of<region_result> =
    std::tuple{value_field{"begin", &region_result::begin_ns, unit::ns},
               value_field{"end", &region_result::end_ns, unit::ns}};

/// Frames that a VM's network card has had to do with.
struct network_result {
  std::uint64_t sent = 0, received = 0;
  std::uint64_t missed = 0;  ///< the card had no room for them
  std::uint64_t lost = 0;    ///< the bridge had none
  bool operator==(const network_result&) const = default;
};

template <>
inline constexpr auto fields_of<network_result> =
    std::tuple{value_field{"sent", &network_result::sent, unit::none, ">SENT"},
               value_field{"received", &network_result::received, unit::none, ">RECEIVED"},
               value_field{"missed", &network_result::missed, unit::none, ">MISSED"},
               value_field{"lost", &network_result::lost, unit::none, ">LOST"}};

/// What a VM's sound card has played.
struct sound_result {
  std::uint64_t played = 0;   ///< sample periods with something to play
  std::uint64_t starved = 0;  ///< those for which nothing had come
  std::uint64_t late = 0;     ///< blocks that ended before the interrupt of the one before was acknowledged
  bool operator==(const sound_result&) const = default;
};

template <>
inline constexpr auto fields_of<sound_result> =
    std::tuple{value_field{"played", &sound_result::played, unit::none, ">PLAYED"},
               value_field{"starved", &sound_result::starved, unit::none, ">STARVED"},
               value_field{"late", &sound_result::late, unit::none, ">LATE BLOCKS"}};

/// Where a device model was from an instant on.
struct placed_result {
  std::string device, place;
  std::uint64_t from_ns = 0;
  bool operator==(const placed_result&) const = default;
};

template <>
inline constexpr auto fields_of<placed_result> =
    std::tuple{key_field{"device", &placed_result::device, csv_column::path, "DEVICE"},
               key_field{"place", &placed_result::place, csv_column::path, "PLACE"},
               value_field{"from", &placed_result::from_ns, unit::ns}};

/// What the VM's accesses to its device models took, and would have taken if none had been put elsewhere: as the
/// means of this run have it.
struct placing_result {
  std::uint64_t spent = 0;
  std::uint64_t best_fixed = 0;   ///< with those near that the policy's budget holds and that save most
  std::uint64_t worst_fixed = 0;  ///< with all of them far
  std::int64_t saved = 0;         ///< of the worst
  bool operator==(const placing_result&) const = default;
};

template <>
inline constexpr auto fields_of<placing_result> =
    std::tuple{value_field{"spent", &placing_result::spent, unit::cycles},
               value_field{"best_fixed", &placing_result::best_fixed, unit::cycles},
               value_field{"worst_fixed", &placing_result::worst_fixed, unit::cycles},
               value_field{"saved", &placing_result::saved, unit::cycles}};

struct vm_result {
  std::string name;
  std::string guest;
  std::vector<std::pair<std::string, std::string>> placement;  ///< device, place
  std::uint64_t instructions = 0;
  /// exit | reset | serial_text | halt | outlived | triple_fault | halted_for_ever | limit | interrupted |
  /// not_started | not_loaded_again
  std::string end_reason;
  std::uint32_t end_code = 0;
  bool ended_well = false;
  std::string end_detail;  ///< one line for people: registers, last ports; may be empty
  std::string serial_sha256;
  std::optional<region_result> region;      ///< if it marked one
  std::optional<network_result> network;    ///< if it has a network card
  std::optional<sound_result> sound;        ///< if it has a sound card that plays samples
  std::vector<placed_result> placements;    ///< of device models that were put elsewhere, device by device
  std::optional<placing_result> placing;    ///< if any was
  std::vector<memory_level_result> memory;  ///< empty unless the memory model is the detailed one
  /// Texts that the guest wrote; not in the JSON form.
  std::string serial_text, log_text, screen_text;
  picture screen;  ///< what its monitor shows in the end; not in the JSON form
  bool operator==(const vm_result&) const = default;
};

template <>
inline constexpr auto fields_of<vm_result> = std::tuple{
    key_field{"name", &vm_result::name, csv_column::vm, "VM"},
    key_field{"guest", &vm_result::guest, csv_column::name, "GUEST"},
    map_field{"placement", &vm_result::placement},
    value_field{"instructions", &vm_result::instructions},
    object_field{"end",
                 std::tuple{value_field{.name = "reason", .member = &vm_result::end_reason, .metric = "end"},
                            value_field{"code", &vm_result::end_code}}},
    value_field{.name = "serial_sha256", .member = &vm_result::serial_sha256, .metric = no_metric},
    optional_field{"region", &vm_result::region},
    optional_field{"network", &vm_result::network},
    optional_field{"sound", &vm_result::sound},
    list_field{"placements", &vm_result::placements},
    optional_field{"placing", &vm_result::placing},
    list_field{"memory", &vm_result::memory}};

struct vm_section {
  std::vector<vm_result> vms;

  static constexpr rows_section declared{"vms", "vm", &vm_section::vms, ""};
  bool operator==(const vm_section&) const = default;
};

}  // namespace trapline
