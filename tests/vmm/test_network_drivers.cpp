// The bridge between virtual machines' cards and the machine's own, and that one's driver.
#include "models/costs/path_costs.h"
#include "models/devices/network/ne2000.h"
#include "models/vmm/drivers/network_bridge.h"
#include "models/vmm/drivers/network_driver.h"
#include "models/vmm/drivers/network_paths.h"
#include "tests/vmm/driver_bench.h"

using namespace trapline;
using namespace trapline::testing;
using devices::ethernet_frame;
using devices::mac_address;

namespace {

constexpr mac_address a_mac{0x02, 0, 0, 0, 0, 0xa}, b_mac{0x02, 0, 0, 0, 0, 0xb},
    out_mac{0x02, 0, 0, 0, 0, 0xf};

ethernet_frame frame(const mac_address& to, const mac_address& from, std::size_t data = 46) {
  std::vector<std::byte> bytes;
  for (const mac_address& m : {to, from})
    for (const std::uint8_t b : m) bytes.push_back(static_cast<std::byte>(b));
  bytes.resize(devices::ethernet::header_bytes + data, static_cast<std::byte>(data));
  return devices::ethernet::frame_of(bytes);
}

struct station final : devices::ethernet_station {
  void receive(const ethernet_frame& f, instant) override { got.push_back(f); }
  std::vector<ethernet_frame> got;
};

struct uplink final : vmm::network_uplink {
  void transmit(const ethernet_frame& f, instant) override { sent.push_back(f); }
  std::vector<ethernet_frame> sent;
};

/// A bridge with two virtual machines in the system that it is in.
struct bridge_bench : driver_bench {
  bridge_bench() {
    for (std::size_t i = 0; i < 2; ++i) {
      ports[i] = &bridge.add_port();
      ports[i]->used_by(board.add("card" + std::to_string(i), std::make_unique<one_port>(i), far));
      cables[i] = &ports[i]->plug_in(stations[i]);
    }
  }
  struct one_port final : vmm::device_parts {
    explicit one_port(std::size_t i) : chip{{{static_cast<std::uint16_t>(0x40 + 8 * i), 2, 0}}} {
      has("chip", chip);
    }
    noting_chip chip;
  };
  void send(std::size_t by, const ethernet_frame& f) { cables[by]->send(f, cpu.now()); }

  vmm::board board{"a", "", nullptr};
  vmm::network_bridge bridge{os};
  std::array<vmm::network_bridge::port*, 2> ports{};
  std::array<station, 2> stations;
  std::array<devices::ethernet_medium*, 2> cables{};
};

/// What goes out by the machine's card.
struct cable final : devices::ethernet_medium {
  sending send(const ethernet_frame& f, instant) override {
    out.push_back(f);
    return {devices::ethernet::time_of(f), false};
  }
  std::vector<ethernet_frame> out;
};

}  // namespace

TEST_CASE("network_bridge: an address that is not known goes everywhere, one that has sent only there") {
  bridge_bench b;
  uplink up;
  b.bridge.connect(up);
  b.root([&] {
    b.send(0, frame(b_mac, a_mac));
    b.os.work_off(b.cpu);
    CHECK(b.stations[1].got.size() == 1);
    CHECK(b.stations[0].got.empty());
    CHECK(up.sent.size() == 1);
    b.send(1, frame(a_mac, b_mac));
    b.os.work_off(b.cpu);
    CHECK(b.stations[0].got.size() == 1);
    CHECK(up.sent.size() == 1);
    // To everybody, and to itself.
    b.send(1, frame(devices::broadcast_mac, b_mac));
    b.send(1, frame(b_mac, b_mac));
    b.os.work_off(b.cpu);
    CHECK(b.stations[0].got.size() == 2);
    CHECK(b.stations[1].got.size() == 1);
    CHECK(up.sent.size() == 2);
    // From outside, to one of them; what is sent to that sender goes outside alone.
    processor::step_meter m;
    m.open(b.cpu);
    b.bridge.arrived(m, b.cpu, frame(a_mac, out_mac));
    b.send(0, frame(out_mac, a_mac));
    b.os.work_off(b.cpu);
    CHECK(b.stations[0].got.size() == 3);
    CHECK(b.stations[1].got.size() == 1);
    CHECK(up.sent.size() == 3);
  });
}

TEST_CASE("network_bridge: a packet costs its copies, by 64 bytes that are begun, and the bridge's work") {
  bridge_bench b;
  b.root([&] {
    for (const std::size_t data : {46U, 47U, 110U, 111U, 1500U}) {
      const ethernet_frame f = frame(b_mac, a_mac, data);
      const cycles before = b.cpu.spent(processor::account::service_os);
      b.send(0, f);
      b.os.work_off(b.cpu);
      const std::uint64_t blocks = (f.bytes.size() + vmm::copied_at_once - 1) / vmm::copied_at_once;
      CHECK(b.cpu.spent(processor::account::service_os) - before == cycles{2 * blocks + 1});
    }
  });
  // What is charged is what the table of the path says.
  const cost_profile ones = profile_of_ones();
  CHECK(certain_cycles(vmm::packet_table, ones) == 3);
}

TEST_CASE("network_bridge: a damaged frame, a runt and what a port has no room for do not arrive") {
  bridge_bench b;
  b.root([&] {
    ethernet_frame damaged = frame(b_mac, a_mac), runt = frame(b_mac, a_mac),
                   giant = frame(b_mac, a_mac, 1501);
    damaged.bytes[20] ^= std::byte{1};
    runt.bytes.resize(60);
    for (const ethernet_frame& f : {damaged, runt, giant}) b.send(0, f);
    b.os.work_off(b.cpu);
    CHECK(b.stations[1].got.empty());
    constexpr std::size_t room = vmm::network_bridge::port_capacity;
    for (std::size_t i = 0; i < room + 5; ++i) b.send(0, frame(b_mac, a_mac));
    b.os.work_off(b.cpu);
    CHECK(b.stations[1].got.size() == room);
    CHECK(b.ports[0]->lost() == 5);
  });
}

TEST_CASE("network_driver: frames come in and go out by the machine's card, whole, through its ring") {
  bridge_bench b;
  devices::ne2000 card{{0x02, 0, 0, 0, 0, 0xee}};
  cable wire;
  card.connect(wire);
  bus::endpoint& end = b.attach(card);
  vmm::network_driver driver{b.os, b.bridge};
  b.connect(card.irq(), driver);
  b.root([&] {
    driver.set_up(b.cpu);
    // More than the ring holds at once, one after the other.
    for (std::size_t i = 0; i < 60; ++i) {
      const ethernet_frame f = frame(a_mac, out_mac, 46 + i * 24);
      b.cpu.take_turn();
      card.receive(f, b.cpu.now());
      end.rearm();
      b.work_until([&] { return b.stations[0].got.size() == i + 1; });
      REQUIRE(b.stations[0].got.size() == i + 1);
      const bool same = b.stations[0].got.back() == f;
      REQUIRE(same);
    }
    for (std::size_t i = 0; i < 5; ++i) b.send(1, frame(out_mac, b_mac, 46 + i * 301));
    b.work_until([&] { return wire.out.size() == 5; });
    REQUIRE(wire.out.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
      const bool same = wire.out[i] == frame(out_mac, b_mac, 46 + i * 301);
      CHECK(same);
    }
    CHECK(driver.lost() == 0);
  });
}

TEST_CASE("network_driver: after an overflow of the card's ring it takes what came and goes on") {
  bridge_bench b;
  devices::ne2000 card{{0x02, 0, 0, 0, 0, 0xee}};
  cable wire;
  card.connect(wire);
  bus::endpoint& end = b.attach(card);
  vmm::network_driver driver{b.os, b.bridge};
  b.connect(card.irq(), driver);
  b.root([&] {
    driver.set_up(b.cpu);
    b.cpu.take_turn();
    // The ring has 58 pages; six of these need 36, so that the tenth finds no room.
    for (std::size_t i = 0; i < 12; ++i) card.receive(frame(a_mac, out_mac, 1500), b.cpu.now());
    end.rearm();
    b.work_until([&] { return !b.stations[0].got.empty(); });
    const std::size_t came = b.stations[0].got.size();
    CHECK(came == 9);
    CHECK(card.counters().missed == 3);
    const ethernet_frame next = frame(a_mac, out_mac, 99);
    b.cpu.take_turn();
    card.receive(next, b.cpu.now());
    end.rearm();
    b.work_until([&] { return b.stations[0].got.size() > came; });
    REQUIRE(b.stations[0].got.size() == came + 1);
    const bool same = b.stations[0].got.back() == next;
    CHECK(same);
  });
}

TEST_CASE("network_driver: what its queue has no room for is lost and counted") {
  bridge_bench b;
  vmm::network_driver driver{b.os, b.bridge};
  b.root([&] {
    for (std::size_t i = 0; i < vmm::network_driver::capacity + 7; ++i)
      driver.transmit(frame(out_mac, a_mac), b.cpu.now());
    CHECK(driver.lost() == 7);
  });
}
