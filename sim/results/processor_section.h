/// Who had the processors: a row each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/results/declaration.h"

namespace trapline {

/// guest + monitor + service OS + idle = total, to the cycle.
struct processor_result {
  std::string name;
  std::uint64_t guest = 0, monitor = 0, service_os = 0, idle = 0, total = 0;
  bool operator==(const processor_result&) const = default;
};

template <>
inline constexpr auto fields_of<processor_result> = std::tuple{
    key_field{"name", &processor_result::name, csv_column::name, "CPU"},
    value_field{"guest", &processor_result::guest, unit::cycles, ">GUEST", shown::share_of_total},
    value_field{"monitor", &processor_result::monitor, unit::cycles, ">MONITOR", shown::share_of_total},
    value_field{"service_os", &processor_result::service_os, unit::cycles, ">SERVICE OS",
                shown::share_of_total},
    value_field{"idle", &processor_result::idle, unit::cycles, ">IDLE", shown::share_of_total},
    value_field{"total", &processor_result::total, unit::cycles, ">CYCLES"}};

struct processor_section {
  std::vector<processor_result> processors;

  static constexpr rows_section declared{"processors", "processor", &processor_section::processors,
                                         "Processors (G guest, M monitor, S service OS or host, . idle)"};
  bool operator==(const processor_section&) const = default;
};

}  // namespace trapline
