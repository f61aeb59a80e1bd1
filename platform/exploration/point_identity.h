/// What a point is known by: everything that its results are a function of. Two points with one identity have the same
/// results, and a changed image, profile or program is another point.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "platform/configuration/scenario_loader.h"

namespace trapline::exploration {

class point_identities {
 public:
  /// @throws std::runtime_error if the program cannot be read.
  point_identities();

  /// SHA-256, in hexadecimal, over the resolved configuration (its seed among it), the contents of every file that it
  /// reads, this program, and the form of the results.
  std::string of(const loaded_scenario&);
  /// Of a point that goes on from a machine which began as another, whose identity is `beginning`.
  std::string of_forked(const std::string& beginning, const std::string& from, const loaded_scenario& point);
  /// Of a point whose configuration is refused: over what it asked for.
  std::string of_refused(const std::string& scenario,
                         std::span<const std::pair<std::string, std::string>> settings,
                         std::uint64_t seed) const;

 private:
  /// Of a file's contents; each is read once.
  const std::string& hash_of(const std::filesystem::path&);

  std::map<std::filesystem::path, std::string> hashes_;
  std::string program_;
};

}  // namespace trapline::exploration
