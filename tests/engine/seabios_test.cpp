/// Debian's SeaBIOS from the reset vector, on hardware that is hardly there: enough for its first words.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

constexpr const char* bios_path = "/usr/share/seabios/bios.bin";

// A CMOS that tells 4 MiB of memory, a PIT and a port 61h that move, and nothing else.
struct bare_board : machine {
  bare_board() {
    on_in = [this](std::uint16_t port, unsigned) -> std::uint32_t {
      switch (port) {
        case 0x402:
          return 0xe9;
        case 0x71:
          return cmos_index == 0x34 ? 0 : cmos_index == 0x31 ? 0x0c : 0;
        case 0x40:
        case 0x41:
        case 0x42:
          return static_cast<std::uint32_t>(core.now() >> 10) & 0xff;
        case 0x61:
          return static_cast<std::uint32_t>(core.now() >> 14) & 0x30;
        default:
          return 0xffff'ffff;
      }
    };
    on_out = [this](std::uint16_t port, unsigned, std::uint32_t value) {
      if (port == 0x70) cmos_index = value & 0x7f;
      if (port == 0x402) text.push_back(static_cast<char>(value));
      writes.clear();
    };
    on_deadline = [this] { core.request_stop(); };
  }
  unsigned cmos_index = 0;
  std::string text;
};

}  // namespace

TEST_CASE("engine: SeaBIOS runs from the reset vector through shadowed memory to its POST messages") {
  std::ifstream file(bios_path, std::ios::binary);
  if (!file) {
    WARN(bios_path << " is not installed");
    return;
  }
  std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::byte> rom(bytes.size());
  std::memcpy(rom.data(), bytes.data(), bytes.size());

  bare_board m;
  const std::uint64_t size = rom.size();
  m.core.map_rom(0x1'0000'0000 - size, rom);
  // Without a chipset the shadow is simply there: RAM below 1 MiB that holds the BIOS already.
  const std::size_t low = std::min<std::size_t>(size, 0x40000);
  std::memcpy(m.ram.data() + 0x100000 - low, rom.data() + size - low, low);
  m.core.set_deadline(ticks{2'000'000'000} * ticks_per_cycle);
  const stop_reason end = m.run();
  INFO(m.text);
  CHECK(m.text.find("SeaBIOS (version") != std::string::npos);
  CHECK(m.text.find("BUILD:") != std::string::npos);
  CHECK(m.text.find("RamSize") != std::string::npos);
  CHECK(end != stop_reason::shutdown);
}
