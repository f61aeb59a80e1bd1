#include "platform/configuration/read_profiles.h"

#include <system_error>
#include <utility>

namespace trapline {
namespace {

std::vector<std::filesystem::file_time_type> times_of(const std::vector<read_profile_file>& files) {
  std::vector<std::filesystem::file_time_type> all;
  for (const read_profile_file& f : files) {
    std::error_code gone;
    all.push_back(std::filesystem::last_write_time(f.path, gone));
  }
  return all;
}

}  // namespace

read_profiles::entry read_profiles::get(const std::filesystem::path& file, const data_files& data) {
  {
    const std::lock_guard held{lock_};
    const auto known = all_.find(file);
    if (known != all_.end() && times_of(known->second.what.files) == known->second.written)
      return known->second.what;
  }
  std::vector<read_profile_file> files{{"the profile", file}};
  const auto before = times_of(files);
  cost_profile profile = cost_profile::load(file, [&](const std::string& base) {
    files.push_back({"the profile " + base, data.find("profiles", base, "profile")});
    return files.back().path;
  });
  kept now{{std::move(profile), std::move(files)}, {}};
  now.written = times_of(now.what.files);
  now.written.front() = before.front();
  const std::lock_guard held{lock_};
  return all_.insert_or_assign(file, std::move(now)).first->second.what;
}

}  // namespace trapline
