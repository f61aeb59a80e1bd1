#include "models/bus/address_map.h"

#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cstdio>
#include <limits>
#include <stdexcept>

namespace trapline::bus {

namespace {

constexpr std::size_t all_ports = 0x10000;

std::string hexadecimal(std::uint64_t address) {
  char text[20];
  std::snprintf(text, sizeof text, "%" PRIX64 "h", address);
  return text;
}

}  // namespace

std::vector<claim> claims_of(const devices::device& chip) {
  std::vector<claim> all;
  for (const devices::port_window& w : chip.ports())
    all.push_back({address_space::io, w.first_port, w.count, w.first_register});
  for (const devices::memory_window& w : chip.memory())
    all.push_back({address_space::memory, w.first, w.bytes, w.first_register});
  return all;
}

address_map::address_map()
    : memory_{all_ports * sizeof(entry)},
      ports_{reinterpret_cast<entry*>(memory_.bytes().data()), all_ports},
      names_{"nobody"} {}

address_map::party address_map::add(std::string name) {
  const auto free = std::ranges::find(names_, std::string{});
  const auto number = static_cast<std::size_t>(free - names_.begin());
  if (number > std::numeric_limits<party>::max())
    throw std::length_error("no more than 255 chips have room in an address map");
  if (free == names_.end())
    names_.push_back(std::move(name));
  else
    *free = std::move(name);
  return static_cast<party>(number);
}

void address_map::remove(party p) {
  std::erase_if(windows_, [p](const window& w) { return w.who == p; });
  for (entry& port : ports_)
    if (port.who == p) port = {};
  names_[p].clear();
}

void address_map::check_free(party p, const claim& c) const {
  const auto refuse = [&](party by, const char* what, std::uint64_t address) {
    throw std::invalid_argument(names_[p] + " and " + names_[by] + " both claim " + what + " " +
                                hexadecimal(address));
  };
  if (c.space == address_space::io) {
    if (c.first + c.count > ports_.size())
      throw std::invalid_argument(names_[p] + " claims ports beyond FFFFh");
    for (std::uint64_t port = c.first; port < c.first + c.count; ++port)
      if (ports_[port].who != nobody) refuse(ports_[port].who, "port", port);
    return;
  }
  for (const window& w : windows_)
    if (c.first < w.first + w.count && w.first < c.first + c.count)
      refuse(w.who, "memory at", std::max(c.first, w.first));
}

void address_map::claim_for(party p, const claim& c, const devices::device& chip) {
  check_free(p, c);
  const auto widest = [&](std::uint32_t reg) {
    return static_cast<std::uint8_t>(std::countr_zero(chip.widest_access(reg)));
  };
  if (c.space == address_space::memory) {
    windows_.push_back({c.first, c.count, p, widest(c.first_register), c.first_register});
    return;
  }
  for (std::uint32_t i = 0; i < c.count; ++i)
    ports_[c.first + i] = {p, widest(c.first_register + i), c.first_register + i};
}

void address_map::release(const claim& c) {
  if (c.space == address_space::io)
    std::fill_n(&ports_[c.first], c.count, entry{});
  else
    std::erase_if(windows_, [&](const window& w) { return w.first == c.first; });
}

address_map::entry address_map::memory_at(std::uint64_t address) const {
  for (const window& w : windows_)
    if (address - w.first < w.count)
      return {w.who, w.widest_log2, w.reg + static_cast<std::uint32_t>(address - w.first)};
  return {};
}

}  // namespace trapline::bus
