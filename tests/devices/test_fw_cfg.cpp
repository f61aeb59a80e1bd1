#include "models/devices/system/fw_cfg.h"

#include <catch2/catch.hpp>

using namespace trapline;
using namespace trapline::devices;

namespace {

constexpr std::uint64_t mib = 1024 * 1024;

/// The firmware's side: a word to 510h, bytes from 511h.
struct firmware {
  fw_cfg& device;

  void select(unsigned key) { device.write(0, 2, key, instant{}); }
  std::string next(std::size_t bytes) {
    std::string all;
    while (all.size() < bytes) all += static_cast<char>(device.read(1, 1, instant{}));
    return all;
  }
  std::string item(unsigned key, std::size_t bytes) {
    select(key);
    return next(bytes);
  }
};

std::string bytes(std::initializer_list<int> values) {
  std::string all;
  for (const int v : values) all += static_cast<char>(v);
  return all;
}

std::span<const std::byte> content(std::string_view text) { return std::as_bytes(std::span{text}); }

}  // namespace

TEST_CASE("fw_cfg: signature, features, memory and processors, little endian") {
  fw_cfg device{64 * mib, 2};
  firmware fw{device};
  CHECK(fw.next(4) == "QEMU");
  CHECK(fw.item(0x00, 4) == "QEMU");
  CHECK(fw.item(0x01, 4) == bytes({1, 0, 0, 0}));
  CHECK(fw.item(0x03, 8) == bytes({0, 0, 0, 4, 0, 0, 0, 0}));
  CHECK(fw.item(0x05, 2) == bytes({2, 0}));
  CHECK(fw.item(0x0f, 2) == bytes({2, 0}));
}

TEST_CASE("fw_cfg: an item that is not there reads zeros, as does what is behind an item's end") {
  fw_cfg device{mib, 1};
  firmware fw{device};
  for (const unsigned key : {0x02U, 0x04U, 0x0dU, 0x0eU, 0x20U, 0x8000U, 0x8002U, 0x8003U, 0xbfffU, 0xffffU})
    CHECK(fw.item(key, 4) == bytes({0, 0, 0, 0}));
  CHECK(fw.item(0x00, 6) == "QEMU" + bytes({0, 0}));
  fw.next(300'000);
  CHECK(device.state().offset == 4);
}

TEST_CASE("fw_cfg: selecting an item again begins it again, and 4000h selects the same one") {
  fw_cfg device{mib, 1};
  firmware fw{device};
  CHECK(fw.item(0x00, 2) == "QE");
  CHECK(fw.next(2) == "MU");
  CHECK(fw.item(0x00, 2) == "QE");
  CHECK(fw.item(0x4000, 4) == "QEMU");
  CHECK(fw.item(0x8000, 4) == bytes({0, 0, 0, 0}));
}

TEST_CASE("fw_cfg: a directory without files says so") {
  fw_cfg device{mib, 1};
  CHECK(firmware{device}.item(0x19, 4) == bytes({0, 0, 0, 0}));
}

TEST_CASE("fw_cfg: the directory names each file, its size and its key, big endian") {
  fw_cfg device{mib, 1};
  firmware fw{device};
  const std::string rom(0x9a00, 'r');
  device.add_file("vgaroms/vgabios.bin", content(rom));
  device.add_file(std::string(fw_cfg::longest_name, 'n'), content("two"));
  CHECK(fw.item(0x19, 4) == bytes({0, 0, 0, 2}));
  CHECK(fw.next(8) == bytes({0, 0, 0x9a, 0, 0, 0x20, 0, 0}));
  CHECK(fw.next(56) == "vgaroms/vgabios.bin" + std::string(37, '\0'));
  CHECK(fw.next(8) == bytes({0, 0, 0, 3, 0, 0x21, 0, 0}));
  CHECK(fw.next(56) == std::string(55, 'n') + '\0');
  CHECK(fw.item(0x20, rom.size() + 1) == rom + '\0');
  CHECK(fw.item(0x21, 3) == "two");
}

TEST_CASE("fw_cfg: a file's name has 1 to 55 characters") {
  fw_cfg device{mib, 1};
  CHECK_THROWS_AS(device.add_file("", content("x")), std::invalid_argument);
  CHECK_THROWS_AS(device.add_file(std::string(56, 'n'), content("x")), std::invalid_argument);
  CHECK(firmware{device}.item(0x19, 4) == bytes({0, 0, 0, 0}));
}

TEST_CASE("fw_cfg: the selector takes words only and does not read back; data takes no writes") {
  fw_cfg device{mib, 1};
  firmware fw{device};
  CHECK(device.widest_access(0) == 2);
  CHECK(device.widest_access(1) == 1);
  CHECK(fw.item(0x00, 1) == "Q");
  device.write(0, 1, 0x19, instant{});
  device.write(1, 1, 0x19, instant{});
  CHECK(device.read(0, 1, instant{}) == 0xff);
  CHECK(device.read(0, 2, instant{}) == 0xffff);
  CHECK(fw.next(3) == "EMU");
  CHECK(fw.item(0x00, 4) == "QEMU");
}

TEST_CASE("fw_cfg: a reset selects the signature, and where a read stood can be moved") {
  fw_cfg a{mib, 1}, b{mib, 1};
  firmware{a}.item(0x00, 3);
  b.restore_state(a.save_state());
  CHECK(firmware{b}.next(2) == bytes({'U', 0}));
  firmware{a}.select(0x19);
  a.reset(instant{});
  CHECK(firmware{a}.next(4) == "QEMU");
}
