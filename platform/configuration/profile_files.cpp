#include "platform/configuration/profile_files.h"

namespace trapline {

cost_profile profile_at(const std::filesystem::path& path, const data_files& data) {
  return cost_profile::load(path,
                            [&](const std::string& name) { return data.find("profiles", name, "profile"); });
}

cost_profile profile_named(const std::string& name, const data_files& data) {
  return profile_at(data.find("profiles", name, "profile"), data);
}

}  // namespace trapline
