// install: a device model's image is installed nearer to the guest (figure 4, blocks 401 to 403).
#include <algorithm>

#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

std::vector<std::string> by_what(const system_view&, const ordered_json&) { return {"by"}; }
std::vector<std::string> channels_of(const system_view& v, const ordered_json&) { return v.channels; }

void check_channel(const request& r, const system_view& v) {
  if (!r.has("by")) return;
  if (r.text("by") != "by" || !r.has("channel"))
    throw wrong_command{"\"" + r.text("by") + "\" is too much", r.what().usage()};
  const std::string channel = r.text("channel");
  if (std::ranges::find(v.channels, channel) == v.channels.end())
    throw wrong_command{"there is no channel \"" + channel + "\"", suggestion(channel, v.channels)};
}

}  // namespace

command install_command() {
  return {.name = "install",
          .summary = "fetches a device model's image, verifies it and installs it nearer to the guest",
          .arguments = {of_a_vm,
                        a_device,
                        a_place,
                        {"by", argument_kind::word, false, "\"by\", before a channel", by_what},
                        {"channel", argument_kind::word, false,
                         "boot, service_os or network (default: images.channel)", channels_of}},
          .check =
              [](const request& r, const system_view& v) {
                check_channel(r, v);
                v.check_place(r.vm(), r.text("device"), r.text("place"));
                if (r.text("place") == v.places.front())
                  throw wrong_command{
                      "models in " + r.text("place") + " are there without being installed",
                      "install one nearer to the guest; \"remove " + r.text("device") + "\" puts it back"};
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.devices.install(r.vm(), r.text("device"), *place_named(r.text("place")),
                              r.has("channel") ? r.text("channel") : s.default_channel, s.asked_by);
            return {};
          }};
}

}  // namespace trapline::control
