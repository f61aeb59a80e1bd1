#include "platform/configuration/device_table.h"

#include <algorithm>
#include <array>

namespace trapline {
namespace {

using range = port_range;
constexpr range pit[]{{0x40, 0x43}, {0x61, 0x61}};
constexpr range pic[]{{0x20, 0x21}, {0xa0, 0xa1}, {0x4d0, 0x4d1}};
constexpr range rtc[]{{0x70, 0x71}};
constexpr range keyboard[]{{0x60, 0x60}, {0x64, 0x64}};
constexpr range uart[]{{0x3f8, 0x3ff}};
constexpr range uart2[]{{0x2f8, 0x2ff}};
constexpr range disk[]{{0x1f0, 0x1f7}, {0x3f6, 0x3f6}};
constexpr range floppy[]{{0x3f0, 0x3f5}, {0x3f7, 0x3f7}, {0x00, 0x0f}, {0x81, 0x8f}, {0xc0, 0xdf}};
constexpr range vga[]{{0x3b4, 0x3b5}, {0x3ba, 0x3ba}, {0x3c0, 0x3cf}, {0x3d4, 0x3d5}, {0x3da, 0x3da}};
constexpr range system_ports[]{{0x92, 0x92}};
constexpr range post[]{{0x80, 0x80}};
constexpr range fw_cfg[]{{0x510, 0x511}};
constexpr range debug[]{{0xe9, 0xe9}, {0x402, 0x402}, {0xf4, 0xf7}, {0x504, 0x507}};

constexpr std::array<device_entry, 13> table{{
    {"pit", "8254 interval timer, with port 61h and the speaker", pit},
    {"pic", "two 8259A interrupt controllers, with ELCR", pic},
    {"rtc", "MC146818 clock and CMOS memory", rtc},
    {"keyboard", "8042 controller with keyboard and mouse", keyboard},
    {"uart", "16550 serial port, COM1", uart},
    {"uart2", "16550 serial port, COM2", uart2},
    {"disk", "ATA disk, primary master", disk},
    {"floppy", "82077AA floppy controller with its 8237 DMA", floppy},
    {"vga", "VGA, with its memory at A0000h", vga},
    {"system", "system control port A: fast A20 and reset", system_ports},
    {"post", "POST code port", post},
    {"fw_cfg", "QEMU's firmware configuration interface", fw_cfg},
    {"debug", "debug consoles, exit port, region of interest", debug},
}};

}  // namespace

std::span<const device_entry> device_table() { return table; }

const device_entry* device_named(std::string_view name) {
  const auto found = std::ranges::find(table, name, &device_entry::name);
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const device_entry& d : table) names.emplace_back(d.name);
  return names;
}

}  // namespace trapline
