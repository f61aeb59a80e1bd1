// trapline advise, with a simulator that answers at once.
#include <catch2/catch.hpp>

#include <bit>
#include <set>

#include "platform/configuration/standing_point.h"
#include "platform/devices/device_ties.h"
#include "platform/exploration/placement_search.h"
#include "platform/exploration/set_outcomes.h"
#include "tests/platform/command_workshop.h"

using namespace trapline;
using namespace trapline::exploration;
using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

using list = std::vector<std::string>;

std::vector<movable_model> models(std::size_t n) {
  std::vector<movable_model> all;
  for (std::size_t i = 0; i < n; ++i) all.push_back({"m" + std::to_string(i), 1000 * (i + 1)});
  return all;
}

/// Lets the search run over gains that are known. @return the best set that it has asked for
template <class Gain>
model_set search_over(placement_search& search, const Gain& gain, std::set<model_set>& asked) {
  for (auto round = search.next(); !round.empty(); round = search.next())
    for (const model_set s : round) {
      CHECK(asked.insert(s).second);
      search.learn(s, gain(s));
    }
  return *std::ranges::max_element(asked, {}, gain);
}

/// A guest whose work takes less for each of its models that is near, and much less if PIC and PIT are.
simulator working(bool in_a_region = false) {
  return [in_a_region](const scenario& first, run_control& control) {
    std::shared_ptr<const scenario> then;
    if (const auto stand = take_standing_point()) {
      then = stand->there(instant{});
      if (!then) return quick(first, control);
    }
    const scenario& s = then ? *then : first;
    results r = quick(s, control);
    const place near = s.kind == platform_kind::hybrid ? place::hypervisor : place::kernel;
    const place far = s.kind == platform_kind::hybrid ? place::service_os : place::user;
    const auto& at = s.vms.front().places;
    const auto is_near = [&](const char* device) { return at.at(device) == near; };
    std::uint64_t work = 1'000'000 + s.seed;
    if (is_near("pit")) work -= 50'000;
    if (is_near("rtc")) work -= 20'000;
    if (is_near("uart")) work += 5'000;
    if (is_near("pit") && is_near("pic")) work -= 100'000;
    run_statistics run{all_steps};
    for (const auto& [device, times] : {std::pair{"pit", 30}, {"pic", 20}, {"rtc", 10}, {"uart", 2}})
      for (int i = 0; i < times; ++i) {
        access_record access;
        access.add(202, step::hardware_exit, cycles{is_near(device) ? 2'000u : 40'000u});
        run.path({"a", std::string{name_of(is_near(device) ? near : far)}, device, direction::in})
            .accesses.fold(access);
      }
    r.paths.clear();
    r.take(run);
    r.time_ns = 2 * work;
    if (in_a_region) r.vms.front().region = region_result{work, 2 * work};
    return r;
  };
}

bool is_valid(const workshop& w, const std::string& file) {
  const std::string command = "python3 -m jsonschema -i '" + (w.folder.path() / file).string() +
                              "' '" TRAPLINE_SOURCE_DIR "/platform/schemas/advice.schema.json' 2>&1";
  return std::system(command.c_str()) == 0;
}

}  // namespace

TEST_CASE("advise: all sets of ten models are tried, those over the budget left out") {
  placement_search all{models(10), std::nullopt}, some{models(3), 3000};
  CHECK(all.is_exhaustive());
  CHECK(all.next().size() == 1024);
  // {}, 0, 1, 0 and 1, 2
  CHECK(some.next() == std::vector<model_set>{0, 1, 2, 3, 4});
}

TEST_CASE("advise: of more models the search comes to the best set, pairs that need one another included") {
  placement_search search{models(14), 30'000};
  CHECK_FALSE(search.is_exhaustive());
  const auto gain = [](model_set s) {
    double all = 0;
    for (unsigned i = 0; i < 14; ++i)
      if ((s >> i & 1) != 0) all += i == 7 ? -0.05 : 0.001 * (i + 1);
    return all + ((s & 3) == 3 ? 0.1 : 0);
  };
  double best = 0;
  for (model_set s = 0; s < 1 << 14; ++s)
    if (search.bytes_of(s) <= 30'000) best = std::max(best, gain(s));
  std::set<model_set> asked;
  const model_set found = search_over(search, gain, asked);
  CHECK(gain(found) == Approx(best));
  CHECK(asked.size() < 400);
  for (const model_set s : asked) CHECK(search.bytes_of(s) <= 30'000);
}

TEST_CASE("advise: a set that could not be had is not gone on from") {
  placement_search search{models(12), std::nullopt};
  std::set<model_set> asked;
  for (auto round = search.next(); !round.empty(); round = search.next())
    for (const model_set s : round) {
      asked.insert(s);
      search.learn(s, (s & 1) != 0 ? std::nullopt : std::optional{0.01 * std::popcount(s)});
    }
  CHECK(asked.contains((1 << 12) - 2));
}

TEST_CASE("advise: what devices are to one another is what their kinds say of themselves") {
  const device_ties all = ties_between({.network = {}, .sound = sound_card::sb16, .local_apic = true});
  CHECK(all.interrupt_controller == "pic");
  CHECK(all.dma_controllers == decltype(all.dma_controllers){{"sound", "floppy"}});
  // A synthesizer alone moves nothing by DMA.
  CHECK(ties_between({.network = {}, .sound = sound_card::adlib}).dma_controllers.empty());

  advice a;
  a.considered = {"sound", "pit"};
  a.shares.ties = all;
  a.shares.work_cycles = 100;
  a.shares.devices = {{.device = "sound"}, {.device = "pit", .interrupts = 1, .interrupt_gain = 10}};
  REQUIRE(a.dependences().size() == 1);
  CHECK(a.dependences()[0].on == "floppy");
  CHECK(a.dependences()[0].because == "its DMA controllers stand with the floppy's");
  a.considered.push_back("pic");
  REQUIRE(a.dependences().size() == 2);
  CHECK(a.dependences()[1].model == "pit");
  CHECK(a.dependences()[1].first_order == Approx(0.1));
  // Without the controller nothing is gained of its interrupts.
  const auto gain = [&](const list& near) {
    return a.shares.first_order([&](std::string_view d) { return std::ranges::find(near, d) != near.end(); });
  };
  CHECK(gain({"pit"}) == 0);
  CHECK(gain({"pit", "pic"}) == Approx(0.1));
}

TEST_CASE("advise: each seed's gain is against the same seed's base line") {
  const placement_search search{models(2), std::nullopt};
  set_outcomes found;
  CHECK(found.trouble() == "it has no result");
  found.add(0, 1, 100);
  found.add(0, 2, 200);
  CHECK(found.trouble().empty());
  found.add(1, 1, 90);
  found.add(1, 2, 160);
  found.add(1, 3, 1);  // of a seed that the base line has not
  CHECK(found.gain_of(1) == Approx((0.1 + 0.2) / 2));
  CHECK_FALSE(found.gain_of(2).has_value());
  found.add(2, 1, 50);
  found.fail(2, "it hung");
  CHECK_FALSE(found.gain_of(2).has_value());
  const std::vector<tried_set> sets =
      found.tried(search, {.work_cycles = 100, .devices = {{.device = "m0", .access_gain = 7}}, .ties = {}});
  REQUIRE(sets.size() == 3);
  CHECK(sets[0].gain.mean == 0);
  CHECK(sets[1].models == list{"m0"});
  CHECK(sets[1].first_order == Approx(0.07));
  CHECK(sets[2].failed == "it hung");
  found.fail(0, "no disk");
  CHECK(found.trouble() == "no disk");
}

TEST_CASE("advise: names the best set, what it costs, and what nearly does") {
  const workshop w;
  for (const bool in_a_region : {false, true}) {
    const std::string file = (w.folder.path() / "advice.json").string();
    const captured r =
        w.trapline({"advise", w.scenario_file, "--seeds", "2", "--json", file}, working(in_a_region));
    CAPTURE(r.err);
    CHECK(r.code == 0);
    CHECK_THAT(r.out, Contains("Move pit, pic and rtc into the hypervisor: the guest's work takes 17.00 %"));
    CHECK_THAT(r.out, Contains("16 sets simulated (all of them), 2 seeds"));
    CHECK(is_valid(w, "advice.json"));
    const auto told = nlohmann::ordered_json::parse(w.content("advice.json"));
    CHECK(told["work"] == (in_a_region ? "region" : "awake"));
    CHECK(told["best"]["models"] == list{"pit", "pic", "rtc"});
    CHECK(told["best"]["bytes"] == 15'560 + 11'656 + 13'916);
    CHECK(told["sets"].size() == 16);
    CHECK(told["sets"][0]["models"].empty());
    CHECK(told["devices"][0]["device"] == "pit");
    CHECK(told["devices"][0]["gain_alone"].get<double>() == Approx(0.05).epsilon(0.001));
  }
}

TEST_CASE("advise: a budget leaves out what does not fit") {
  const workshop w;
  const captured r = w.trapline({"advise", w.scenario_file, "--budget", "19 KiB", "--seeds", "1"}, working());
  CHECK(r.code == 0);
  CHECK_THAT(r.out, Contains("Move pit into the hypervisor") &&
                        Contains("15,560 bytes of the 19,456 bytes allowed"));
  const captured none =
      w.trapline({"advise", w.scenario_file, "--budget", "1 KiB", "--seeds", "1"}, working());
  CHECK_THAT(none.out, Contains("Leave every device model in the service OS"));
}

TEST_CASE("advise: a hosted platform's models move into the kernel") {
  const workshop w;
  const captured r =
      w.trapline({"advise", w.scenario_file, "--set", "platform.kind=hosted", "--seeds", "1"}, working());
  CAPTURE(r.err);
  CHECK_THAT(r.out,
             Contains("Move pit, pic and rtc into the kernel VMM") && Contains("in the user-mode VMM"));
}

TEST_CASE("advise: what is wrong is one message and 2; a base line that fails is its exit code") {
  const workshop w;
  const std::pair<list, std::string> wrong[]{
      {{"--set", "platform.kind=native"}, "there is no monitor that models could move into"},
      {{"--budget", "much"}, "a size such as"},
      {{"--seeds", "0"}, "1 to 1000"},
      {{"--places", "x"}, "unknown option"}};
  for (const auto& [more, message] : wrong) {
    list all{"advise", w.scenario_file};
    all.insert(all.end(), more.begin(), more.end());
    const captured r = w.trapline(all, working());
    CAPTURE(r.err);
    CHECK(r.code == 2);
    CHECK_THAT(r.err, Contains(message));
  }
  const auto fails = [](const scenario& s, run_control& control) {
    results r = quick(s, control);
    r.vms.front().ended_well = false;
    r.vms.front().end_code = 7;
    return r;
  };
  const captured r = w.trapline({"advise", w.scenario_file}, fails);
  CHECK(r.code == 1);
  CHECK_THAT(r.err, Contains("it ended with code 7"));
}
