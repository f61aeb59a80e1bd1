/// What holds of every result, whatever ran: steps tile their operation, accounts add up, nothing is lost.
#pragma once

#include "tests/support/trapline_program.h"

namespace trapline::testing {

inline std::uint64_t sum_of_steps(const json& operation) {
  std::uint64_t sum = 0;
  for (const json& s : operation["steps"]) sum += s["cycles"]["total"].get<std::uint64_t>();
  return sum;
}

inline void check_that_figures_tile(const json& r) {
  for (const json& p : r["paths"]) {
    CAPTURE(p["vm"], p["path"], p["device"], p["direction"]);
    CHECK(p["count"].get<std::uint64_t>() > 0);
    CHECK(sum_of_steps(p) == p["cycles"]["total"].get<std::uint64_t>());
    // Twice in one access where the model's interrupt line takes the way that the access took.
    for (const json& s : p["steps"])
      CHECK(s["count"].get<std::uint64_t>() <= 2 * p["count"].get<std::uint64_t>());
  }
  for (const json& p : r["processors"]) {
    CAPTURE(p["name"]);
    CHECK(p["guest_cycles"].get<std::uint64_t>() + p["monitor_cycles"].get<std::uint64_t>() +
              p["service_os_cycles"].get<std::uint64_t>() + p["idle_cycles"].get<std::uint64_t>() ==
          p["total_cycles"].get<std::uint64_t>());
  }
  for (const json& i : r["interrupts"]) {
    CAPTURE(i["vm"], i["source"]);
    const auto raised = i["raised"].get<std::uint64_t>();
    const auto gone = i["delivered"].get<std::uint64_t>() + i["merged"].get<std::uint64_t>() +
                      i["dropped"].get<std::uint64_t>();
    CHECK(gone + i["pending"].get<std::uint64_t>() == raised);
    CHECK(i["to_handler"]["count"] == i["delivered"]);
    CHECK(sum_of_steps(i["to_handler"]) == i["to_handler"]["cycles"]["total"].get<std::uint64_t>());
  }
  for (const json& vm : r["vms"]) {
    std::uint64_t exits = 0, accesses = 0;
    for (const json& e : r["exits"])
      if (e["vm"] == vm["name"] && e["reason"] == "io") exits += e["count"].get<std::uint64_t>();
    for (const json& p : r["paths"])
      // A video window is reached by memory, and leaves the guest by another kind of exit.
      if (p["vm"] == vm["name"] && p["device"] != "vga_memory") accesses += p["count"].get<std::uint64_t>();
    if (r["scenario"]["platform.kind"] != "native") CHECK(exits == accesses);
  }
}

}  // namespace trapline::testing
