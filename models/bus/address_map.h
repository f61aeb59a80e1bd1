/// Who claims which address, in both address spaces, and how an access is broken into what the claimants
/// take. Claims come and go while the machine runs; two of one address are an error that names both
/// parties.
///
/// The rule for an access that is wider than a device's register, or that runs from one device's addresses
/// into another's: it becomes consecutive smaller accesses, lowest address first, each as wide as its
/// device allows and aligned to its own width within the access, as the ISA bus does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/bus/claim.h"
#include "models/bus/host_memory.h"

namespace trapline::bus {

class address_map {
 public:
  /// A party's number, small and of the map's own choosing; the lowest that is free, from 1.
  using party = std::uint8_t;
  static constexpr party nobody = 0;

  /// All zero where nobody is, so that most of a table of all ports is memory that was never touched.
  struct entry {
    party who = nobody;
    std::uint8_t widest_log2 = 0;  ///< the widest access there is of 2 to this many bytes
    std::uint32_t reg = 0;
  };
  /// One of the accesses that an access is broken into.
  struct part {
    party who;
    std::uint8_t width;
    std::uint32_t reg;
  };

  address_map();

  /// A party without claims. @throws std::length_error for the 256th.
  party add(std::string name);
  /// The party and its claims go.
  void remove(party);
  /// @param chip says how wide an access each register takes.
  /// @throws std::invalid_argument naming both parties and the address if it is taken; then nothing is
  /// claimed.
  void claim_for(party, const claim&, const devices::device& chip);
  void release(const claim&);

  entry at(address_space space, std::uint64_t address) const {
    return space == address_space::io ? ports_[static_cast<std::uint16_t>(address)] : memory_at(address);
  }
  /// What comes next of an access of `width` bytes, of which `done` have been dealt with and the address
  /// after those has this entry.
  static part next_part(const entry& here, unsigned width, unsigned done) {
    // From the widest down to what is left and what is aligned within the access; mostly a byte at once.
    unsigned take = 1U << here.widest_log2;
    while (take > width - done || (done & (take - 1)) != 0) take /= 2;
    return {here.who, static_cast<std::uint8_t>(take), here.reg};
  }

  const std::string& name(party p) const { return names_[p]; }

 private:
  struct window {
    std::uint64_t first, count;
    party who;
    std::uint8_t widest_log2;
    std::uint32_t reg;
  };

  entry memory_at(std::uint64_t address) const;
  void check_free(party, const claim&) const;

  host_memory memory_;
  std::span<entry> ports_;          ///< all of them, in that memory
  std::vector<window> windows_;     ///< of memory: few, so that looking at each is quick
  std::vector<std::string> names_;  ///< nobody's first; empty where a number is free
};

}  // namespace trapline::bus
