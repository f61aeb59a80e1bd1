// Configuration files with mistakes in them, and any value for any key: what is not taken ends in one
// config_error that names the file, whatever it is.
#include <catch2/catch.hpp>

#include "platform/configuration/instruction_costs.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/configuration/scenario_parameters.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/toml_reader.h"
#include "tests/platform/shipped.h"
#include "tests/platform/text_damage.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

/// Every shipped guest with stand-ins for its files: none has to have been built or fetched.
void furnish(const temporary_folder& folder, const std::string& guest) {
  const std::string home = "guests/" + guest + "/";
  const std::filesystem::path described = shipped().find_guest(guest);
  const toml::table parsed = parse_toml_file(described);
  const table_reader file{parsed, described.string()};
  for (const char* section : {"files", "expected"})
    if (const auto named = file.table_if(section))
      for (const std::string& key : named->keys())
        for (const std::string& name : named->texts_if(key))
          if (name.front() != '/') folder.file(home + name, "x");
}

struct furnished_folder : temporary_folder {
  furnished_folder() {
    for (const std::string& guest : shipped().guest_names()) furnish(*this, guest);
  }
  data_files data() const { return data_files{{path(), TRAPLINE_SOURCE_DIR}}; }
};

/// A sanitizer makes a case twenty times as long: a part of them has to do there.
#ifdef __SANITIZE_ADDRESS__
constexpr int share = 4;
#else
constexpr int share = 1;
#endif

/// Whether `load` takes it; if not, the message has to begin with where the mistake is.
template <class Load>
bool is_taken(const Load& load) {
  try {
    load();
    return true;
  } catch (const config_error& e) {
    const std::string message = e.what();
    const bool says_where = message.starts_with("/") || message.starts_with("command line") ||
                            message.find(": is not a file that can be read") != std::string::npos;
    if (!says_where) FAIL("where? " << message);
    if (message.find('\n') != std::string::npos) FAIL("more than a line: " << message);
    return false;
  }
}

/// `load` is given the path of a damaged copy of `good`, `times` times.
template <class Load>
void damage_often(const temporary_folder& folder, const std::filesystem::path& good, int times,
                  const Load& load) {
  CAPTURE(good);
  std::string text = content_of(good);
  // What it names beside itself is not beside its copy.
  const std::string above = "\"../../";
  for (std::size_t at = text.find(above); at != std::string::npos; at = text.find(above))
    text.replace(at, above.size(), "\"" TRAPLINE_SOURCE_DIR "/");
  std::mt19937_64 random{1};
  REQUIRE(is_taken([&] { load(folder.file("damaged.toml", text)); }));
  for (int i = 0; i < times / share; ++i) {
    const std::string wrong = damaged_text(text, random);
    const auto file = folder.file("damaged.toml", wrong);
    INFO(wrong);
    is_taken([&] { load(file); });
  }
}

loaded_scenario load_with(const furnished_folder& folder, const std::filesystem::path& file,
                          std::vector<std::string> assignments) {
  scenario_request request;
  request.scenario = file.string();
  request.assignments = std::move(assignments);
  return load_scenario(request, folder.data());
}

/// "vm.*.place.*" as somebody would write it.
std::string assignable(std::string key, std::mt19937_64& random) {
  if (const std::size_t star = key.find(".*."); star != std::string::npos)
    key.replace(star, 3, random() % 2 == 0 ? "." : ".a.");
  if (const std::size_t star = key.find('*'); star != std::string::npos)
    key.replace(star, 1, random() % 2 == 0 ? "pit" : "x");
  return key;
}

}  // namespace

TEST_CASE("damaged configuration: scenarios") {
  const furnished_folder folder;
  for (const std::string& name : shipped().names_of("scenarios"))
    damage_often(folder, shipped().find("scenarios", name, "scenario"), 60,
                 [&](const std::filesystem::path& file) { load_with(folder, file, {}); });
}

TEST_CASE("damaged configuration: guests") {
  const furnished_folder folder;
  for (const std::string& name : shipped().guest_names())
    damage_often(folder, shipped().find_guest(name), 60, [&](const std::filesystem::path& file) {
      const guest_description guest = load_guest(file, {folder.path() / "guests" / name});
      CHECK(guest.memory_bytes <= std::uint64_t{3} << 30);
    });
}

TEST_CASE("damaged configuration: placements") {
  const temporary_folder folder;
  for (const std::string& name : shipped().names_of("placements"))
    damage_often(folder, shipped().find("placements", name, "placement"), 60,
                 [](const std::filesystem::path& file) {
                   const placement_preset preset = load_placement(file);
                   CHECK(preset.places.size() == device_kinds().size());
                 });
}

TEST_CASE("damaged configuration: profiles") {
  const temporary_folder folder;
  // What profiles are based on stands beside them.
  for (const std::string& name : shipped().names_of("profiles"))
    folder.file(name + ".toml", content_of(shipped().find("profiles", name, "profile")));
  for (const std::string& name : shipped().names_of("profiles"))
    damage_often(folder, shipped().find("profiles", name, "profile"), 150,
                 [](const std::filesystem::path& file) {
                   const cost_profile profile = cost_profile::load(file);
                   instruction_costs_of(profile, memory_model::fast);
                   if (profile.memory()) instruction_costs_of(profile, memory_model::detailed);
                 });
}

TEST_CASE("damaged configuration: any value for any key") {
  const furnished_folder folder;
  const auto file = folder.file("s.toml", "[[vm]]\nname = \"a\"\nguest = \"hello\"\n");
  std::mt19937_64 random{2};
  constexpr std::size_t step = 4 * share;
  for (const parameter& p : scenario_parameters())
    for (std::size_t i = random() % step; i < odd_values().size(); i += step) {
      const std::string assignment = assignable(p.key, random) + "=" + odd_values()[i];
      CAPTURE(assignment);
      is_taken([&] { load_with(folder, file, {assignment}); });
    }
}

TEST_CASE(
    "damaged configuration: any values for any two keys of a scenario with two VMs on a larger machine") {
  const furnished_folder folder;
  const auto file = folder.file(
      "s.toml",
      "[platform]\nprocessors = 4\n[service_os]\nprocessor = \"own\"\nbackground = 0.5\n"
      "[[vm]]\nname = \"a\"\nguest = \"hello\"\nplacement = \"xen-2005\"\nplace.pit = \"hypervisor\"\n"
      "[[vm]]\nname = \"b\"\nguest = \"ticks\"\nprocessors = \"0-1\"\n");
  std::mt19937_64 random{3};
  const std::vector<parameter>& all = scenario_parameters();
  const auto some_assignment = [&] {
    const parameter& p = all[random() % all.size()];
    const auto& values = !p.choices.empty() && random() % 2 == 0 ? p.choices : odd_values();
    return assignable(p.key, random) + "=" + values[random() % values.size()];
  };
  unsigned taken = 0;
  for (int i = 0; i < 400 / share; ++i) {
    const std::vector<std::string> assignments{some_assignment(), some_assignment()};
    CAPTURE(assignments);
    taken += is_taken([&] { load_with(folder, file, assignments); });
  }
  CHECK(taken > 0);
}
