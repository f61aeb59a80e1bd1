#include "platform/configuration/scenario_parameters.h"

#include "models/vmm/scheduling/scheduling_policies.h"
#include "models/vmm/virtual_time/tick_policy.h"
#include "platform/configuration/guest_catalogue.h"
#include "platform/configuration/scenario.h"
#include "platform/devices/device_kind.h"

namespace trapline {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
constexpr std::uint64_t open_end = ~std::uint64_t{0};

std::uint64_t ps(duration d) { return d.picoseconds(); }

parameter integer(std::string key, std::string fallback, std::uint64_t least, std::uint64_t most,
                  std::string description) {
  return {std::move(key), value_kind::integer, std::move(fallback), std::move(description), least, most, {}};
}

parameter time(std::string key, std::string fallback, duration least, duration most,
               std::string description) {
  return {
      std::move(key), value_kind::time, std::move(fallback), std::move(description), ps(least), ps(most), {}};
}

parameter size(std::string key, std::string fallback, std::uint64_t least, std::uint64_t most,
               std::string description) {
  return {std::move(key), value_kind::size, std::move(fallback), std::move(description), least, most, {}};
}

parameter choice(std::string key, std::vector<std::string> choices, std::size_t fallback,
                 std::string description) {
  const std::string chosen = choices[fallback];
  return {std::move(key), value_kind::choice, chosen, std::move(description), 0,
          open_end,       std::move(choices)};
}

parameter text(std::string key, std::string fallback, std::string description) {
  return {std::move(key), value_kind::text, std::move(fallback), std::move(description), 0, open_end, {}};
}

parameter set(std::string key, std::uint64_t most, std::string description) {
  return {std::move(key), value_kind::set, "", std::move(description), 0, most, {}};
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& entry : table) names.emplace_back(entry.name);
  return names;
}

parameter file(std::string key, std::string description) {
  return {std::move(key), value_kind::file, "", std::move(description), 0, open_end, {}};
}

std::vector<parameter> all_parameters() {
  const std::vector<std::string> disk_modes{"copy_on_write", "writable", "read_only"};
  std::vector<parameter> all{
      text("name", "", "the scenario's name"),
      text("description", "", "one line about it"),
      choice("platform.kind", {"native", "hybrid", "hosted"}, 1,
             "no monitor, a hypervisor with a service OS (figure 1), or a hosted monitor (figure 5)"),
      integer("platform.processors", "1", 1, most_processors, "processors of the machine"),
      text("platform.profile", "prescott-2005", "cost profile: a shipped one's name, or a file"),
      size("platform.memory", "", 64 * mebibyte, 256 * gibibyte,
           "memory of the machine (default: what the VMs have and 256 MiB)"),
      choice(
          "platform.boot", {"chips", "firmware"}, 0,
          "the machine's chips are set up as a BIOS leaves them, or its own BIOS runs before anything else"),
      file("platform.bios", "that BIOS (default: SeaBIOS, as for a guest that names none)"),
      time("platform.boot_limit", "60 s", duration::ms(1), longest_run,
           "by when that BIOS has to have handed over to the boot sector"),
      text("platform.rtc", "2005-12-10 12:00:00", "what the machine's RTC shows at power-on"),
      choice("platform.floppy_mechanics", {"real", "fast"}, 0,
             "a native machine's floppy drive turns and seeks as fast as such a drive does, or at once"),
      choice("costs.spread", {"profile", "none"}, 0, "costs vary as the profile says, or are their means"),
      choice("processor.memory_model", {"fast", "detailed"}, 0,
             "accesses to memory take an average, or what caches and TLBs make of each (slow)"),
      {"service_os.background",
       value_kind::decimal,
       "0",
       "share of a processor that the service OS spends on other work",
       0,
       999'999,
       {}},
      choice("service_os.background_kind", {"none", "poisson", "on_off"}, 1, "how that other work comes"),
      choice("service_os.processor", {"shared", "own"}, 0,
             "the service OS is scheduled beside the guests, or alone on the last processor"),
      set("service_os.processors", most_processors - 1,
          "the processors that the service OS may run on (default: any)"),
      integer("service_os.weight", "256", 1, 65'535,
              "the service OS's share of the processors under the credit policy"),
      choice("host.context", {"shared", "own"}, 0,
             "a hosted monitor's kernel VMM shares the host kernel's address space, or is two world switches "
             "away"),
      choice("scheduler.policy", names_of(vmm::scheduling_policies()), 1,
             "how domains share processors: not at all, in turn, or by weight as Xen's credit scheduler"),
      time("scheduler.slice", "30 ms", duration::us(10), duration::s(10),
           "how long a domain runs while others wait (round_robin, credit)"),
      time("quantum", "10 ms", duration::us(1), duration::ms(100),
           "how far a processor may run ahead where nothing can touch it"),
      integer("seed", "1", 0, ~std::uint64_t{0} >> 1, "of all random numbers"),
      time("until", "", duration::ps(1), longest_run,
           "limit of simulated time (default: the longest of the guests' own)"),
      choice("network.station", {"present", "none"}, 0,
             "a computer at 10.0.0.1 on the machine's cable that answers ARP, ping, DHCP, TFTP and echo"),
      file("network.files", "folder of the files that it gives away by TFTP"),
      integer("vms", "1", 1, most_vms, "how many of the first VM there are"),
      time("at.*.time", "0", duration{}, longest_run, "when a command is given to the monitor"),
      text("at.*.command", "", "the command, as the control panel takes it: \"place pit hypervisor\""),
      choice("images.channel", {image_channels.begin(), image_channels.end()}, 0,
             "how a device model's image comes to the monitor: in memory since boot, from the service OS's "
             "disk, or "
             "by the network"),
      {"images.require_signature",
       value_kind::boolean,
       "false",
       "images are installed only if a listed key signed them",
       0,
       1,
       {}},
      text("images.keys", "", "files with minisign's public keys, separated by colons"),
      integer("images.network_mbit", "100", 1, 100'000, "rate of the network that images come by, in Mbit/s"),
      time("images.network_delay", "100 us", duration{}, duration::s(10),
           "how long the network's server takes to answer a packet"),

      choice(
          "policy.kind", {"manual", "automatic"}, 0,
          "who decides which device models the monitor gets: the operator, or it does by what is used often"),
      time("policy.window", "10 ms", duration::us(100), duration::s(100),
           "how often it looks at what was used"),
      size("policy.budget", "64 KiB", 0, std::uint64_t{1} << 40, "how much of its memory images may have"),
      integer("policy.least", "100", 1, open_end,
              "accesses in a window that make a device one that is used often"),
      {"policy.hysteresis",
       value_kind::decimal,
       "2",
       "how many times as often as what makes way for it",
       1'000'000,
       1'000'000'000,
       {}},

      text("vm.*.name", "", "the VM's name"),
      text("vm.*.guest", "", "a guest's name, or the path of a guest.toml"),
      size("vm.*.memory", "", mebibyte, 3 * gibibyte, "memory of the VM (default: what its guest says)"),
      text("vm.*.placement", "", "a named placement (default: service-os, user on a hosted platform)"),
      text("vm.*.place.*", "", "the place of one device, on top of the placement"),
      file("vm.*.device.*",
           "a device of the user's own by this name: the manifest of its image, or a name of devices/ in a "
           "data folder"),
      file("vm.*.image.*",
           "the manifest of what is installed for this device, in place of Trapline's own image"),
      choice("vm.*.injection", {"event", "stack_tweak"}, 0, "how interrupts get into the guest"),
      choice("vm.*.triple_fault", {"reset", "end"}, 0,
             "a third fault in a row resets the machine, as a PC's chip set does, or is its end"),
      choice("vm.*.local_apic", {"none", "present"}, 0,
             "whether its processor has a local APIC, a device that can be placed (lapic)"),
      choice(
          "vm.*.test_device", {"none", "present"}, 0,
          "whether it has what test programs for virtual machines bring along, QEMU's pc-testdev (testdev)"),
      choice("vm.*.tick_policy", names_of(vmm::tick_policies()), 3,
             "what becomes of PIT and RTC ticks that the guest misses: Xen's names, then libvirt's"),
      text("vm.*.buffered_writes", "",
           "writes that the guest goes on without, seen by device models far away when these are asked for "
           "something "
           "else: ports (\"70h\", \"3C0h-3DFh\"), devices, or their memory (DEVICE_memory)"),
      text("vm.*.io_events", "",
           "writes that a thread of the user-mode VMM carries out later, in the same words (hosted)"),
      choice("vm.*.io_threads", {"one", "each"}, 0,
             "that thread is one for all of them, or each range has its own"),
      time("vm.*.halt_poll", "0 us", duration{}, duration::s(1),
           "if it is set, its thread takes time to wake when its guest was halted, unless it polled at most "
           "this long, as KVM's halt_poll_ns (hosted)"),
      integer("vm.*.halt_poll_grow", "2", 0, 1000,
              "by how much the time that it polls grows where it is too short"),
      time("vm.*.halt_poll_grow_start", "10 us", duration{}, duration::s(1), "what that grows to first"),
      integer("vm.*.halt_poll_shrink", "2", 0, 1000,
              "by how much it shrinks where waits are longer than all polling; 0: to nothing"),
      file("vm.*.bios", "firmware image"),
      file("vm.*.vga_bios", "option ROM at C0000h"),
      file("vm.*.rom", "ROM of its own"),
      file("vm.*.kernel", "Linux, Multiboot or flat image"),
      file("vm.*.initrd", "initial RAM disk, or Multiboot module"),
      text("vm.*.cmdline", "", "command line of the kernel"),
      file("vm.*.disk", "image of the ATA disk"),
      choice("vm.*.disk_mode", disk_modes, 0, "what becomes of what the guest writes to it"),
      file("vm.*.floppy", "image of the floppy disk"),
      choice("vm.*.floppy_mode", disk_modes, 0, "what becomes of what the guest writes to it"),
      choice("vm.*.nic", {"none", "ne2000"}, 0, "its network card"),
      integer("vm.*.nic_port", "0x300", 0x200, 0x3e0, "the network card's first port, a multiple of 32"),
      integer("vm.*.nic_irq", "9", 3, 15, "the network card's interrupt line: 3, 4, 5, 9, 10, 11, 12 or 15"),
      text("vm.*.nic_address", "",
           "the network card's address (default: 02:54:52:4c:00:01 for the first VM's)"),
      choice(
          "vm.*.sound", {"none", "adlib", "sb16"}, 0,
          "its sound card: a Sound Blaster 16 at 220h, IRQ 5, DMA 1 and 5, or a synthesizer at 388h alone"),
      choice("vm.*.video", {"vga", "vbe"}, 0,
             "its display adapter: VGA, or with Bochs' VBE extension at 1CEh"),
      text(
          "vm.*.rtc", "machine",
          "what the RTC shows at power-on: a date and time, or \"machine\" for what the machine's own shows"),
      integer("vm.*.weight", "256", 1, 65'535,
              "its share of the processors beside the others' under the credit policy"),
      integer("vm.*.cap", "0", 0, 100,
              "the most of one processor that it gets under the credit policy, in percent; 0 is no cap"),
      set("vm.*.processors", most_processors - 1,
          "the processors that it may run on (default: any, but not the service OS's own)"),
      time("vm.*.input.*.at", "0", duration{}, longest_run, "when something is typed"),
      text("vm.*.input.*.text", "", "ASCII text typed at the physical keyboard"),
      text("vm.*.input.*.keys", "", "keys by name, \"left_ctrl+left_alt+delete enter\""),
      {"vm.*.input.*.codes",
       value_kind::bytes,
       "",
       "scan codes of set 2, as the keyboard sends them",
       0,
       4096,
       {}},
  };
  for (const device_kind& kind : device_kinds())
    for (const output_key& key : kind.outputs)
      all.push_back(file("vm.*." + std::string{key.name}, std::string{key.description}));
  return all;
}

}  // namespace

const std::vector<parameter>& scenario_parameters() {
  static const std::vector<parameter> all = all_parameters();
  return all;
}

}  // namespace trapline
