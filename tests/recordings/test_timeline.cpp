#include <catch2/catch.hpp>

#include "models/costs/step.h"
#include "platform/recordings/access_trace.h"
#include "platform/recordings/timeline.h"
#include "sim/records/records.h"
#include "tests/recordings/perfetto_reader.h"

#include <nlohmann/json.hpp>

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

constexpr clock_domain ghz{1'000'000'000};

/// IN AL, 40h in real mode.
struct in_al_40h final : instruction_view {
  instruction look() const override { return {0xf000, 0xe2c3, 16, {0xe4, 0x40}, 2}; }
};

access_record by_service_os() {
  access_record r;
  r.add(202, step::hardware_exit, cycles{100}, account::monitor);
  r.add(206, step::queue, cycles{50}, account::idle);
  r.add(207, step::upcall, cycles{30}, account::service_os);
  r.add(208, step::device_model_service_os, cycles{20}, account::service_os);
  r.add(211, step::hardware_entry, cycles{40}, account::monitor);
  return r;
}

}  // namespace

TEST_CASE("timeline: a processor's slices are what it spent, and the guest has the rest") {
  timeline t{ghz, all_steps, "service OS"};
  t.processor_spent({0, account::monitor, cycles{100}, cycles{150}});
  t.processor_spent({0, account::monitor, cycles{150}, cycles{160}});
  t.processor_spent({0, account::service_os, cycles{160}, cycles{200}});
  t.processor_spent({0, account::monitor, cycles{300}, cycles{310}});
  const read_timeline read = testing::read(t.content({cycles{1000}}));
  CHECK(read.time_of("cpu0", "monitor") == 70);
  CHECK(read.time_of("cpu0", "service_os") == 40);
  CHECK(read.time_of("cpu0", "guest") == 890);
  CHECK(read.slices.size() == 6);  // what follows without a gap is one, and the guest has what is between
}

TEST_CASE("timeline: a request leads by an arrow from the guest's exit to the device model that answers") {
  records room{all_steps};
  timeline t{ghz, all_steps, "service OS"};
  room.subscribe(t);
  const in_al_40h instruction;
  path_statistics& pit = room.statistics().path({"a", "service_os", "pit", direction::in});
  const access_record record = by_service_os();
  room.close(closed_access{pit, record, cycles{1000}, nullptr, false, 0x40, 1, 0x5a, &instruction});
  const read_timeline read = testing::read(t.content({}));
  CHECK(read.time_of("vCPU of a", "IN 40h") == 240);
  CHECK(read.time_of("service OS for a", "IN 40h") == 50);
  CHECK(read.time_of("pit in service_os", "IN 40h") == 20);
  CHECK(read.arrows == 1);
  CHECK(pit.accesses.totals().count() == 1);
}

TEST_CASE(
    "timeline: an arrow leads from an interrupt's pin to its handler, and those that wait are counted") {
  records room{all_steps};
  timeline t{ghz, all_steps, "service OS"};
  room.subscribe(t);
  interrupt_statistics& pit = room.statistics().interrupt("a", "pit", "event");
  access_record way;
  way.add(301, step::hardware_exit, cycles{100}, account::monitor);
  room.deliver(closed_interrupt{pit, way, cycles{500}});
  const read_timeline read = testing::read(t.content({}));
  CHECK(read.arrows == 1);
  CHECK(read.counters.at("interrupts pending in a") == std::vector<std::int64_t>{1, 0});
  CHECK(pit.to_handler.totals().sum() == cycles{100});
}

TEST_CASE("timeline: requests that wait for the service OS are counted, of all virtual machines") {
  timeline t{ghz, all_steps, "service OS"};
  const std::string a = "a", b = "b";
  t.packet_changed({&a, "ready", cycles{100}});
  t.packet_changed({&b, "ready", cycles{150}});
  t.packet_changed({&a, "in_process", cycles{200}});
  t.packet_changed({&a, "resp_ready", cycles{210}});
  t.packet_changed({&b, "in_process", cycles{220}});
  t.packet_changed({&a, "none", cycles{230}});
  t.packet_changed({&a, "ready", cycles{300}});
  t.packet_changed({&a, "in_process", cycles{300}});
  const read_timeline read = testing::read(t.content({}));
  CHECK(read.counters.at("requests that wait for the service OS") ==
        std::vector<std::int64_t>{1, 2, 1, 0, 1, 0});
}

TEST_CASE(
    "trace: an access is told with its instruction, its steps, who pays and what became of the packet") {
  records room{all_steps};
  std::string text;
  bool enough = false;
  access_trace trace{{.count = 1},          ghz, all_steps, false, [&](const std::string& t) { text += t; },
                     [&] { enough = true; }};
  room.subscribe(trace);
  const in_al_40h instruction;
  const std::string vm = "a";
  path_statistics& pit = room.statistics().path({vm, "service_os", "pit", direction::in});
  const access_record record = by_service_os();
  room.tell(packet_change{&vm, "ready", cycles{1100}});
  room.tell(packet_change{&vm, "in_process", cycles{1180}});
  room.close(closed_access{pit, record, cycles{1000}, nullptr, false, 0x40, 1, 0x5a, &instruction});
  CHECK(enough);
  CHECK_THAT(text, Contains("0.001000 ms  a at F000:E2C3  in al, 0x40: reads 5Ah from port 40h, pit"));
  CHECK_THAT(text, Contains("207    upcall") && Contains("service OS or host"));
  CHECK_THAT(text, Contains("nobody: it waits") && Contains("240"));
  CHECK_THAT(text, Contains("request packet: ready at 100 ns, in_process at 180 ns"));
  text.clear();
  room.close(closed_access{pit, record, cycles{2000}, nullptr, false, 0x40, 1, 0x5a, &instruction});
  CHECK(text.empty());
}

TEST_CASE("trace: what is not asked for is not told; a line of JSON each where programs read") {
  records room{all_steps};
  std::string text;
  access_trace trace{{.device = "pit", .from = instant::at_ps(1'500'000), .interrupts = true},
                     ghz,
                     all_steps,
                     true,
                     [&](const std::string& t) { text += t; },
                     [] {}};
  room.subscribe(trace);
  path_statistics& pit = room.statistics().path({"a", "hypervisor", "pit", direction::out});
  path_statistics& pic = room.statistics().path({"a", "hypervisor", "pic", direction::out});
  interrupt_statistics& tick = room.statistics().interrupt("a", "pit", "event");
  const access_record record = by_service_os();
  room.close(closed_access{pit, record, cycles{1000}, nullptr, false, 0x43, 1, 0x34});
  room.close(closed_access{pic, record, cycles{2000}, nullptr, false, 0x20, 1, 0x20});
  CHECK(text.empty());
  room.close(closed_access{pit, record, cycles{2000}, nullptr, false, 0x43, 1, 0x34});
  const auto line = nlohmann::json::parse(text);
  CHECK(line["address"] == 0x43);
  CHECK(line["value"] == 0x34);
  CHECK(line["time_ns"] == 2000);
  CHECK(line["steps"].size() == 5);
  CHECK(line["steps"][2]["paid_by"] == "service_os");
  text.clear();
  room.end(closed_interrupt{tick, record, cycles{3000}, &record, cycles{2900}});
  CHECK(nlohmann::json::parse(text)["kind"] == "interrupt");
}
