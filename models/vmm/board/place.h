/// Where a device answers: the places of figures 1 and 5.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trapline {

enum class place : std::uint8_t {
  physical,    ///< the chip itself behind the ICH: the native platform's only place
  hypervisor,  ///< element 1111
  service_os,  ///< element 113
  kernel,      ///< element 5111, in the kernel VMM
  host_os,     ///< element 5111, in the host OS but outside the kernel VMM ([0040])
  user         ///< element 513
};

std::string_view name_of(place);
std::optional<place> place_named(std::string_view);

}  // namespace trapline
