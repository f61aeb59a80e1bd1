/// The cost profiles that have been read. Of thousands of points of a sweep nearly all have the same one, and reading it is a
/// good part of reading a point's configuration.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "models/costs/cost_profile.h"
#include "platform/configuration/data_files.h"

namespace trapline {

struct read_profile_file {
  std::string what;  ///< "the profile", "the profile NAME" for what it rests on
  std::filesystem::path path;
};

/// May be used by several threads at once.
class read_profiles {
 public:
  struct entry {
    cost_profile profile;
    std::vector<read_profile_file> files;  ///< itself, and those that it names as its base
  };

  /// As it was read before if none of its files has been written to since. @throws config_error
  entry get(const std::filesystem::path& file, const data_files& data);

 private:
  struct kept {
    entry what;
    std::vector<std::filesystem::file_time_type> written;
  };

  std::mutex lock_;
  std::map<std::filesystem::path, kept> all_;
};

}  // namespace trapline
