/// A random system run by the whole simulator, in a process of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "platform/configuration/scenario.h"
#include "tests/support/temporary_folder.h"

namespace trapline::random_systems {

/// What became of one.
struct outcome {
  std::uint32_t seed;
  /// Why it ended, or what went wrong: a signal, more processor time than a program may have, an exception.
  std::string end;
  bool well;            ///< by its limit, by itself, or standing still for ever
  bool exact;           ///< at every quantum
  std::string results;  ///< the whole of them, if they were asked for
};

class simulated_systems {
 public:
  /// Makes ready what all runs have in common.
  simulated_systems();

  /// Runs the systems of these seeds; each one on the machine that is the seed's turn: the platforms, with placements
  /// and ways of injection, one VM or two. @param quantum in place of the usual one, if it is not zero
  void run(std::uint32_t first, std::uint32_t count, const std::function<void(const outcome&)>& tell,
           bool with_results = false, duration quantum = duration::ns(0));

 private:
  struct machine {
    std::uint32_t period;  ///< as random_system() takes it
    scenario settings;
  };

  const machine& machine_of(std::uint32_t seed) const { return machines_[seed / modes_ % machines_.size()]; }
  std::string simulated(std::uint32_t seed, bool with_results, duration quantum) const;

  testing::temporary_folder folder_;
  std::vector<std::uint8_t> starter_;
  std::vector<machine> machines_;
  unsigned modes_;
};

}  // namespace trapline::random_systems
