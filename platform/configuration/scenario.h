/// Everything a simulation is told before it starts: typed, checked, with every file found. Made from
/// the layers of configuration; two equal scenarios give equal results.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/costs/cost_profile.h"
#include "models/costs/cost_sampler.h"
#include "models/devices/keyboard/scan_codes.h"
#include "models/vmm/exits/write_ring.h"
#include "models/vmm/scheduling/halt_polling.h"
#include "models/vmm/scheduling/processor_set.h"
#include "platform/configuration/guest_catalogue.h"
#include "platform/configuration/instruction_costs.h"
#include "platform/configuration/placement.h"
#include "platform/devices/cards.h"
#include "sim/results/results.h"
#include "sim/time.h"

namespace trapline {

enum class background_kind : std::uint8_t { none, poisson, on_off };
enum class service_processor : std::uint8_t {
  shared,  ///< the service OS is scheduled on the processors that run guests
  own      ///< the last processor belongs to it alone
};

struct service_os_settings {
  /// The share of a processor that other work takes, in millionths: 0 to 999'999.
  std::uint32_t background_ppm = 0;
  background_kind background = background_kind::none;
  service_processor processor = service_processor::shared;
  std::uint32_t weight = 256;
  vmm::processor_set processors = vmm::processor_set::all();  ///< what `processor` comes to
};

/// Where a hosted monitor's kernel VMM runs.
enum class vmm_context : std::uint8_t {
  shared,  ///< in the host kernel's address space
  own      ///< in one of its own: the host OS is a world switch away
};

struct scheduler_settings {
  std::string policy = "round_robin";  ///< one of vmm::scheduling_policies()
  duration slice = duration::ms(30);
};

enum class injection_kind : std::uint8_t { event, stack_tweak };

enum class disk_mode : std::uint8_t { copy_on_write, writable, read_only };

/// Something typed at the physical keyboard.
struct input_event {
  duration at;
  std::string text;                      ///< ASCII, typed key by key on a US keyboard; or
  std::vector<devices::key_event> keys;  ///< keys pressed and released; or
  std::vector<std::uint8_t> codes;       ///< scan codes as the keyboard sends them (set 2)
};

/// A date and time of day, as the RTC counts it.
struct calendar_time {
  std::uint16_t year = 2005;
  std::uint8_t month = 12, day = 10, hour = 12, minute = 0, second = 0;
};

struct vm_settings {
  std::string name;
  guest_description guest;  ///< with the scenario's own files in place of the guest's
  std::uint64_t memory_bytes = 0;
  std::string placement_name;  ///< the preset; "" on the native platform
  placement places;            ///< what it comes to, device by device
  injection_kind injection = injection_kind::event;
  bool triple_fault_resets = true;
  std::string tick_policy = "one_missed_tick_pending";  ///< one of vmm::tick_policies()
  vmm::unawaited_writes unawaited;
  std::optional<vmm::halt_poll_settings> halt_poll;  ///< sleeping and waking its thread takes time
  disk_mode disk = disk_mode::copy_on_write;
  disk_mode floppy = disk_mode::copy_on_write;
  cards with;
  std::optional<calendar_time> rtc;  ///< what its clock shows at power-on; the machine's time without
  std::uint32_t weight = 256;
  std::uint32_t cap = 0;                                      ///< percent of a processor; 0 is none
  vmm::processor_set processors = vmm::processor_set::all();  ///< those it may run on
  std::vector<input_event> input;                             ///< in order of time
  /// Devices of the user's own, by name, with the manifests of their images; they are among `places` too.
  std::vector<std::pair<std::string, std::filesystem::path>> devices;
  /// Images that are installed in place of Trapline's own, by device.
  std::vector<std::pair<std::string, std::filesystem::path>> images;
};

/// What else is on the cable of the machine's network card.
struct network_settings {
  bool station = true;                                 ///< the computer that answers
  std::map<std::string, std::filesystem::path> files;  ///< what it gives away by TFTP, by name
};

/// Something that is said to the control panel while the machine runs.
struct scenario_command {
  instant at;
  std::string line;
  file_position where;  ///< the line's, and its key
  std::string key;
};

/// A device model's image that is installed, or taken out again, while the machine runs.
struct install_command {
  instant at;
  std::size_t vm;  ///< in `vms`
  std::string device;
  std::optional<place> to;  ///< none: it is taken out
  std::string channel;      ///< one of image_channels; of one that is taken out: empty
};

/// How images come to the monitor ([0033]).
inline constexpr std::array<std::string_view, 3> image_channels{"boot", "service_os", "network"};

struct image_settings {
  bool wanted = false;  ///< something is installed, or somebody could ask for it
  std::string channel = "boot";
  bool require_signature = false;
  std::vector<std::filesystem::path> keys;     ///< minisign's public keys of those who may sign
  std::uint64_t network_mbit = 100;            ///< of the machine's management interface
  duration network_delay = duration::us(100);  ///< of the server
};

struct scenario_source;

/// Whether the monitor itself installs what is used often ([0032]); in the units of its policy.
struct policy_settings {
  bool automatic = false;
  duration window = duration::ms(10);
  std::uint64_t budget = std::uint64_t{64} * 1024;
  std::uint64_t least = 100;
  std::uint64_t hysteresis_ppm = 2'000'000;
};

struct scenario {
  /// Whether any of its machines has a network card: then the machine itself has one too.
  bool has_network() const {
    return std::ranges::any_of(vms, [](const vm_settings& vm) { return vm.with.network.has_value(); });
  }

  std::string name;
  platform_kind kind = platform_kind::hybrid;
  std::uint32_t processors = 1;
  std::uint64_t memory_bytes = 0;
  calendar_time rtc;  ///< what the machine's clock shows at power-on
  /// The machine's own firmware as a guest of its own, if it runs before anything else (platform.boot).
  std::optional<vm_settings> firmware;
  duration firmware_limit = duration::s(60);  ///< by when it has to hand over
  bool floppy_turns = true;                   ///< a native machine's drive takes its time
  cost_profile profile;
  spread costs_spread = spread::profile;
  memory_model memory = memory_model::fast;
  service_os_settings service_os;
  vmm_context host_context = vmm_context::shared;
  scheduler_settings scheduler;
  duration quantum = duration::ms(10);
  std::uint64_t seed = 1;
  duration until;  ///< the limit: as given, else the longest of the guests' own
  network_settings network;
  std::vector<vm_settings> vms;
  std::vector<scenario_command> commands;  ///< in order of time
  image_settings images;
  policy_settings policy;

  /// What it was made from, for who makes another one of it; null if it was made otherwise.
  std::shared_ptr<const scenario_source> source;

  /// Every key with its value, for results: what two runs share if they are the same run.
  std::vector<std::pair<std::string, setting_value>> resolved;
};

}  // namespace trapline
