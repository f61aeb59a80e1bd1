#include "platform/configuration/placement.h"

#include <algorithm>
#include <array>

#include "platform/devices/device_kind.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace {

constexpr std::array<std::string_view, 3> kind_names{"native", "hybrid", "hosted"};
constexpr std::array native_places{place::physical};
constexpr std::array hybrid_places{place::service_os, place::hypervisor};
constexpr std::array hosted_places{place::user, place::kernel, place::host_os};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

std::vector<std::string> names_of(std::span<const place> places) {
  std::vector<std::string> names;
  for (const place p : places) names.emplace_back(name_of(p));
  return names;
}

}  // namespace

std::string_view name_of(platform_kind k) { return kind_names[static_cast<std::size_t>(k)]; }
std::optional<platform_kind> platform_kind_named(std::string_view n) {
  return named<platform_kind>(kind_names, n);
}

std::span<const place> places_of(platform_kind kind) {
  switch (kind) {
    case platform_kind::native:
      return native_places;
    case platform_kind::hybrid:
      return hybrid_places;
    case platform_kind::hosted:
      return hosted_places;
  }
  return {};
}

placement everything_in(place at) {
  placement all;
  for (const device_kind& d : device_kinds()) all.emplace(d.name, at);
  return all;
}

place checked_place(const file_position& where, const std::string& key, platform_kind kind,
                    const std::string& device, const std::string& name) {
  if (device_kind_named(device) == nullptr)
    throw config_error{where, key, "there is no device \"" + device + "\"",
                       suggestion(device, device_names())};
  return checked_place(where, key, kind, name);
}

place checked_place(const file_position& where, const std::string& key, platform_kind kind,
                    const std::string& name) {
  const std::vector<std::string> there = names_of(places_of(kind));
  const auto at = place_named(name);
  if (!at) throw config_error{where, key, "there is no place \"" + name + "\"", suggestion(name, there)};
  if (std::ranges::find(there, name) == there.end()) {
    std::string known;
    for (const std::string& one : there) known += (known.empty() ? "" : ", ") + one;
    throw config_error{where, key,
                       "a " + std::string{name_of(kind)} + " platform has no place \"" + name + "\"",
                       "it has " + known};
  }
  return *at;
}

placement_preset load_placement(const std::filesystem::path& path) {
  const toml::table parsed = parse_toml_file(path);
  const table_reader file{parsed, path.string()};
  file.only({"name", "description", "source", "date", "platform", "otherwise", "place"});
  placement_preset preset;
  preset.name = file.text("name");
  preset.description = file.text("description");
  preset.source = file.text("source");
  preset.date = file.text("date");
  const std::string kind = file.text("platform");
  const auto known_kind = platform_kind_named(kind);
  if (!known_kind) file.fail("platform", "is \"" + kind + "\"", "\"hybrid\" or \"hosted\" is needed");
  preset.kind = *known_kind;

  const std::string otherwise = file.text("otherwise");
  preset.places = everything_in(checked_place(file.where("otherwise"), "otherwise", preset.kind, otherwise));
  if (const auto places = file.table_if("place"))
    for (const std::string& device : places->keys())
      preset.places[device] =
          checked_place(places->where(device), "place." + device, preset.kind, device, places->text(device));
  return preset;
}

}  // namespace trapline
