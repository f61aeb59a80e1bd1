/// The manifest beside a device model's image: what the image says of itself, for people and for the check before
/// anything of it is loaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trapline {

struct image_manifest {
  std::filesystem::path library;  ///< beside the manifest
  std::string name;
  std::string version;
  std::uint64_t interface_version = 0;
  std::vector<std::string> ports;  ///< "310h-313h", in the image's order
  std::vector<std::string> memory;
  std::vector<std::string> interrupts;  ///< "5"
  std::uint64_t size = 0;               ///< of the library, in bytes
  std::string sha256;                   ///< of the library
  std::uint64_t footprint =
      0;  ///< what channels carry and the monitor's memory holds of it; `size` unless given
};

/// @throws config_error
image_manifest load_manifest(const std::filesystem::path&);

}  // namespace trapline
