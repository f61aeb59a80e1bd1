#include <catch2/catch.hpp>

#include <set>

#include "platform/configuration/placement.h"
#include "platform/devices/device_kind.h"
#include "tests/platform/shipped.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using Catch::Matchers::Contains;

namespace {

placement_preset shipped_preset(const std::string& name) {
  return load_placement(testing::shipped().find("placements", name, "placement"));
}

std::set<std::string> devices_in(const placement_preset& preset, place at) {
  std::set<std::string> devices;
  for (const auto& [device, where] : preset.places)
    if (where == at) devices.insert(device);
  return devices;
}

std::string message_of(const std::string& text) {
  const testing::temporary_folder folder;
  try {
    load_placement(folder.file("p.toml", text));
  } catch (const config_error& e) {
    const std::string all = e.what();
    return all.substr(all.find("p.toml"));
  }
  return "";
}

const std::string head = "name = \"x\"\ndescription = \"\"\nsource = \"\"\ndate = \"\"\n";

}  // namespace

TEST_CASE("placements: the shipped ones put each device where their systems do") {
  using set = std::set<std::string>;
  CHECK(devices_in(shipped_preset("service-os"), place::hypervisor).empty());
  CHECK(devices_in(shipped_preset("hypervisor"), place::service_os).empty());
  CHECK(devices_in(shipped_preset("patent"), place::hypervisor) == set{"pit", "pic", "keyboard"});
  CHECK(devices_in(shipped_preset("xen-2005"), place::hypervisor) == set{"pit", "pic"});
  CHECK(devices_in(shipped_preset("xen"), place::hypervisor) == set{"pit", "pic", "rtc", "vga"});
  CHECK(devices_in(shipped_preset("acrn"), place::hypervisor) == set{"pic", "uart"});
  CHECK(devices_in(shipped_preset("kvm"), place::kernel) == set{"pit", "pic"});
  CHECK(devices_in(shipped_preset("kvm-split"), place::kernel).empty());
  CHECK(devices_in(shipped_preset("kernel"), place::user).empty());
  CHECK(devices_in(shipped_preset("host-os"), place::user).empty());
}

TEST_CASE("placements: every shipped one says where every device is, and where that is known from") {
  for (const std::string& name : testing::shipped().names_of("placements")) {
    const placement_preset preset = shipped_preset(name);
    CHECK(preset.name == name);
    CHECK(preset.places.size() == device_kinds().size());
    CHECK_FALSE(preset.source.empty());
    CHECK_FALSE(preset.date.empty());
  }
}

TEST_CASE("placements: what cannot be is an error with its line") {
  CHECK_THAT(
      message_of(head + "platform = \"hybrid\"\notherwise = \"service_os\"\n[place]\npti = \"hypervisor\"\n"),
      Contains("p.toml:8:1: place.pti: there is no device \"pti\"; did you mean \"pit\"?"));
  CHECK_THAT(
      message_of(head + "platform = \"hybrid\"\notherwise = \"service_os\"\n[place]\npit = \"kernel\"\n"),
      Contains("a hybrid platform has no place \"kernel\"; it has service_os, hypervisor"));
  CHECK_THAT(message_of(head + "platform = \"hybrid\"\notherwise = \"hypervizor\"\n"),
             Contains("did you mean \"hypervisor\"?"));
  CHECK_THAT(message_of(head + "platform = \"hybird\"\notherwise = \"hypervisor\"\n"),
             Contains("p.toml:5:1: platform: is \"hybird\""));
}

TEST_CASE("devices: no port belongs to two of them") {
  std::set<unsigned> taken;
  for (const device_kind& d : device_kinds())
    for (const devices::port_window& w : ports_of(d))
      for (unsigned port = w.first_port; port < unsigned{w.first_port} + w.count; ++port) {
        CAPTURE(d.name, port);
        CHECK(taken.insert(port).second);
      }
}
