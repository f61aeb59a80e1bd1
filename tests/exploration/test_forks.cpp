// Points that go on from one machine are what whole runs are that change the same at the same instant, to the last byte.
#include <catch2/catch.hpp>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "platform/configuration/data_files.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/configuration/standing_point.h"
#include "platform/exploration/process_pool.h"
#include "platform/simulation.h"
#include "sim/results/results_json.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::testing;
using json = nlohmann::ordered_json;

namespace {

using settings = std::vector<std::pair<std::string, std::string>>;

/// They are computed from the cycles with the profile's clock, which results that were read from JSON have not.
void erase_nanoseconds(json& r) {
  if (r.is_object()) r.erase("ns");
  for (json& part : r)
    if (part.is_structured()) erase_nanoseconds(part);
}

/// In a process of its own, as each simulation has to be. @return the results but for what names the run.
json apart(const std::function<results()>& simulation) {
  exploration::process_pool pool{1};
  if (pool.fork(0)) {
    std::string text;
    try {
      text = to_json(simulation(), json_detail::distributions).dump();
    } catch (const std::exception& e) {
      text = json(e.what()).dump();
    }
    pool.hand_back(text);
  }
  for (;;)
    for (const auto& ended : pool.wait(std::chrono::seconds{1})) {
      json r = json::parse(ended.text);
      CAPTURE(r.is_string() ? r.get<std::string>() : "");
      REQUIRE(r.is_object());
      r.erase("host");
      r.erase("scenario");
      erase_nanoseconds(r);
      return r;
    }
}

struct forked_scenario {
  explicit forked_scenario(const std::string& text, const std::string& of_the_vm = "")
      : text_{text +
              "[[vm]]\nname = \"a\"\nguest = \"hello\"\nrom = \"" TRAPLINE_TEST_GUESTS "/region.rom\"\n" +
              of_the_vm},
        file_{folder_.file("s.toml", text_).string()} {
    ::setenv("TRAPLINE_ORDER", "checked", 1);
  }

  scenario loaded(const settings& options) const {
    scenario_request request{file_, {}, {}, nullptr};
    for (const auto& [key, value] : options) request.options.push_back({"test", key, value});
    return load_scenario(request, data_files::of_this_program()).what;
  }
  json whole() const {
    return apart([&] {
      run_control control;
      return simulate(loaded({}), control);
    });
  }
  /// One run, which is never copied, and has these settings from `at` on.
  json changed_at(const settings& changed, instant at) const {
    return apart([&] {
      run_control control;
      stand_still({at, [&](instant) { return std::make_shared<scenario>(loaded(changed)); }});
      return simulate(loaded({}), control);
    });
  }
  /// A copy of the machine goes on with these settings. @param at none: from its region of interest on
  json forked(const settings& changed, std::optional<instant> at = std::nullopt) const {
    return apart([&] {
      run_control control;
      scenario beginning = loaded({});
      exploration::process_pool pool{2};
      bool copy = false;
      stand_still({at, [&](instant) -> std::shared_ptr<const scenario> {
                     // Two copies: neither is disturbed by the other.
                     for (std::size_t i = 0; i < 2; ++i)
                       if (pool.fork(i)) {
                         copy = true;
                         return std::make_shared<scenario>(loaded(changed));
                       }
                     return nullptr;
                   }});
      results r = simulate(beginning, control);
      if (copy) pool.hand_back(to_json(r, json_detail::distributions).dump());
      std::vector<std::string> texts;
      while (texts.size() < 2)
        for (const auto& ended : pool.wait(std::chrono::seconds{1})) texts.push_back(ended.text);
      json both[2]{json::parse(texts[0]), json::parse(texts[1])};
      for (json& one : both) one.erase("host");
      if (both[0] != both[1]) throw std::runtime_error{"two copies have come to different results"};
      return results_from_json(json::parse(texts[0]));
    });
  }
  /// @param shows whether the settings make a difference to what this guest does
  void check(const settings& changed, bool shows = true) const {
    CAPTURE(text_, changed);
    const json from_region = forked(changed);
    std::uint64_t region = ~std::uint64_t{0};
    for (const json& vm : from_region["vms"])
      region = std::min(region, vm["region"]["begin_ns"].get<std::uint64_t>());
    const json same = changed_at(changed, instant{} + duration::ns(region + 1));
    const bool equal = from_region == same;
    if (!equal) UNSCOPED_INFO(json::diff(from_region, same).dump(1).substr(0, 2000));
    CHECK(equal);
    // It has made a difference.
    if (shows) CHECK(same != whole());
  }

 private:
  std::string text_;
  temporary_folder folder_;
  std::string file_;  ///< written once: copies read it at the same time
};

const char* const one = "[platform]\nkind = \"hybrid\"\n";
const char* const several =
    "vms = 3\n[platform]\nkind = \"hybrid\"\nprocessors = 2\n[scheduler]\nslice = \"3 ms\"\n";
const char* const hosted = "vms = 2\n[platform]\nkind = \"hosted\"\nprocessors = 2\n";

}  // namespace

TEST_CASE("forks: device models go elsewhere as in a whole run, all of a placement's and single ones") {
  forked_scenario{one}.check({{"vm.placement", "xen"}});
  forked_scenario{several}.check({{"vm.a.place.pit", "hypervisor"}, {"vm.a-2.place.pic", "hypervisor"}});
  forked_scenario{hosted}.check({{"vm.placement", "kvm"}});
}

TEST_CASE("forks: so do interrupts by stack tweak, tick policies, and another seed") {
  forked_scenario{one}.check({{"vm.injection", "stack_tweak"}});
  forked_scenario{several}.check({{"vm.tick_policy", "no_missed_ticks_pending"}}, false);
  forked_scenario{std::string{several} + "[costs]\nspread = \"profile\"\n"}.check({{"seed", "7"}});
}

TEST_CASE("forks: and what the service OS has besides, and how processors are shared") {
  forked_scenario{one}.check({{"service_os.background", "0.5"}, {"service_os.background_kind", "poisson"}});
  forked_scenario{std::string{several} + "[service_os]\nbackground = 0.3\n"}.check(
      {{"service_os.background", "0"}, {"costs.spread", "none"}});
  forked_scenario{several}.check(
      {{"scheduler.policy", "credit"}, {"vm.a.weight", "512"}, {"vm.a-2.cap", "20"}});
  forked_scenario{"vms = 2\n[platform]\nkind = \"hosted\"\n"}.check(
      {{"scheduler.slice", "500 us"}, {"scheduler.policy", "credit"}});
}

TEST_CASE("forks: a change by a scenario's command at that instant is the same, and says that it was one") {
  const json from_region = forked_scenario{one}.forked({{"vm.placement", "xen"}});
  CHECK_FALSE(from_region.contains("commands"));
  const std::uint64_t begin = from_region["vms"][0]["region"]["begin_ns"];
  const std::string at = std::to_string(begin + 1) + " ns";
  json whole =
      forked_scenario{one + ("[[at]]\ntime = \"" + at + "\"\ncommand = \"set vm.placement xen\"\n")}.whole();
  CHECK(whole["commands"] == json::array({{{"time_ns", begin + 1},
                                           {"command", "set vm.placement xen"},
                                           {"asked_by", "scenario"},
                                           {"result", "done"},
                                           {"reason", ""}}}));
  whole.erase("commands");
  CHECK(whole == from_region);
}

TEST_CASE("forks: so does a region whose beginning nobody else hears of") {
  // The hypervisor answers it, and the guest goes on before anybody else acts.
  const forked_scenario s{one, "placement = \"hypervisor\"\n"};
  s.check({{"vm.placement", "service-os"}});
}

TEST_CASE("forks: to stand still leaves no trace") {
  const forked_scenario s{several};
  json stood = s.forked({}, instant{} + duration::us(31'415)), whole = s.whole();
  CHECK(stood == whole);
  CHECK(s.forked({}) == whole);
}
