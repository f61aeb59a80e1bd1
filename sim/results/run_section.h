/// The run as a whole: by what program, of which scenario, how far it came, and what the host had to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/configuration/setting_value.h"
#include "sim/results/declaration.h"

namespace trapline {

struct build_section {
  std::string version, engine, systemc;

  static constexpr single_section declared{"build", ""};
  bool operator==(const build_section&) const = default;
};

template <>
inline constexpr auto fields_of<build_section> =
    std::tuple{value_field{"version", &build_section::version}, value_field{"engine", &build_section::engine},
               value_field{"systemc", &build_section::systemc}};

struct scenario_section {
  std::vector<std::pair<std::string, setting_value>> scenario;  ///< key, value; keys in a fixed order

  static constexpr map_field declared{"scenario", &scenario_section::scenario};
  bool operator==(const scenario_section&) const = default;
};

/// What the machine's own firmware did before anything else ran.
struct firmware_result {
  std::string bios;           ///< its file
  std::uint64_t time_ns = 0;  ///< from power-on to where it handed over, or to the end
  std::uint64_t instructions = 0;
  std::string
      end;  ///< handed_over; else what kept it from that: limit | halted_for_ever | triple_fault | ...
  std::string serial_sha256;
  /// Not in the JSON form.
  std::string end_detail, serial_text, log_text, screen_text;
  bool operator==(const firmware_result&) const = default;
};

template <>
inline constexpr auto fields_of<firmware_result> = std::tuple{
    value_field{.name = "bios", .member = &firmware_result::bios, .metric = no_metric},
    value_field{"time", &firmware_result::time_ns, unit::ns},
    value_field{"instructions", &firmware_result::instructions}, value_field{"end", &firmware_result::end},
    value_field{.name = "serial_sha256", .member = &firmware_result::serial_sha256, .metric = no_metric}};

struct simulation_section {
  std::uint64_t time_ns = 0;
  std::uint64_t instructions = 0;
  /// guest_exit (every VM ended by itself) | limit | guest_stuck | interrupted | no_boot (the machine's firmware
  /// did not hand over)
  std::string end;
  std::optional<firmware_result> firmware;  ///< if the machine's firmware ran (platform.boot)

  static constexpr single_section declared{"simulation", "simulation"};
  bool operator==(const simulation_section&) const = default;
};

template <>
inline constexpr auto fields_of<simulation_section> = std::tuple{
    value_field{"time", &simulation_section::time_ns, unit::ns},
    value_field{"instructions", &simulation_section::instructions},
    value_field{"end", &simulation_section::end}, optional_field{"firmware", &simulation_section::firmware}};

/// The host's figures: the only ones that differ between two runs of a scenario and seed.
struct host_section {
  double wall_s = 0;
  std::uint64_t peak_rss_bytes = 0;

  static constexpr single_section declared{"host", "host"};
  bool operator==(const host_section&) const = default;
};

template <>
inline constexpr auto fields_of<host_section> =
    std::tuple{value_field{"wall", &host_section::wall_s, unit::s},
               value_field{"peak_rss", &host_section::peak_rss_bytes, unit::bytes}};

/// What the report says about the profile, so that nobody takes an estimate for a measurement. Not in the
/// JSON form.
struct profile_summary {
  std::string name, description;
  std::uint64_t clock_hz = 0;
  std::vector<std::pair<std::string, std::string>> doubtful;  ///< step, "E" or "M"
  bool operator==(const profile_summary&) const = default;
};

struct profile_section {
  profile_summary profile;
  bool operator==(const profile_section&) const = default;
};

}  // namespace trapline
