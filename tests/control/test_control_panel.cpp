// The control panel: commands at their instants, kept, and refused without a trace.
#include <catch2/catch.hpp>

#include "models/control/read_line.h"
#include "tests/control/panel_bench.h"

using namespace trapline;
using namespace trapline::control;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using words = std::vector<std::string>;

namespace {

constexpr instant at(std::uint64_t ms) { return instant{} + duration::ms(ms); }

struct bench {
  noted_devices devices;
  system_view view = two_machines();
  control_panel panel{{devices}, view};
};

}  // namespace

TEST_CASE(
    "control panel: commands are carried out when they are due, in the order in which they were given") {
  bench b;
  b.panel.schedule({{at(2), "place pit hypervisor"}, {at(5), "place b pic hypervisor"}});
  b.panel.schedule({{at(2), "place uart hypervisor"}});
  CHECK(b.panel.next() == at(2));
  b.panel.act(at(2));
  CHECK(b.devices.puts == words{"a pit hypervisor", "a uart hypervisor"});
  CHECK(b.panel.next() == at(5));
  b.panel.act(at(5));
  CHECK(b.devices.puts.back() == "b pic hypervisor");
  CHECK(b.panel.next() == instant::never());
}

TEST_CASE("control panel: what was said is kept as a script has it, with its instant") {
  bench b;
  b.panel.carry_out(read_line("place pit hypervisor", b.panel.view()), at(7));
  REQUIRE(b.panel.record().size() == 1);
  CHECK(b.panel.record()[0].at == at(7));
  CHECK(b.panel.record()[0].line == "place a pit hypervisor");
  CHECK(b.panel.record()[0].by == "operator");
}

TEST_CASE("control panel: the record says who asked, of what was refused too") {
  bench b;
  b.panel.schedule({{at(2), "place pit hypervisor", "scenario"},
                    {at(2), "place disk hypervisor", "scenario"},
                    {at(3), "place uart hypervisor"}});
  b.panel.act(at(3));
  REQUIRE(b.panel.record().size() == 3);
  CHECK(b.panel.record()[0].by == "scenario");
  CHECK(b.panel.record()[1].by == "scenario");
  CHECK_FALSE(b.panel.record()[1].refusal.empty());
  CHECK(b.panel.record()[2].by == "operator");
}

TEST_CASE("control panel: a refused command changes nothing, and the record says why") {
  bench b;
  CHECK_THAT(
      refusal_of([&] { b.panel.carry_out(read_line("place disk hypervisor", b.panel.view()), at(1)); }),
      Contains("has not"));
  b.panel.schedule({{at(2), "place disk hypervisor"}});
  b.panel.act(at(2));
  CHECK(b.devices.puts.empty());
  REQUIRE(b.panel.record().size() == 1);
  CHECK_THAT(b.panel.record()[0].refusal, Contains("has not"));
}
