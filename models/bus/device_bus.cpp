#include "models/bus/device_bus.h"

#include <algorithm>

namespace trapline::bus {

namespace {

constexpr std::uint64_t ones(unsigned bytes) { return ~std::uint64_t{0} >> (64 - 8 * bytes); }

}  // namespace

void device_bus::attach(endpoint& chip) {
  const address_map::party number = map_.add(chip.name());
  try {
    for (const claim& c : claims_of(chip.chip())) map_.claim_for(number, c, chip.chip());
  } catch (...) {
    map_.remove(number);
    throw;
  }
  if (number == chips_.size()) chips_.push_back(nullptr);
  chips_[number] = &chip;
}

address_map::party device_bus::number_of(const endpoint& chip) const {
  return static_cast<address_map::party>(std::ranges::find(chips_, &chip) - chips_.begin());
}

void device_bus::detach(endpoint& chip) {
  const address_map::party number = number_of(chip);
  map_.remove(number);
  chips_[number] = nullptr;
}

void device_bus::move(endpoint& chip, const claim& from, const claim& to) {
  const address_map::party number = number_of(chip);
  map_.release(from);
  try {
    map_.claim_for(number, to, chip.chip());
  } catch (...) {
    map_.claim_for(number, from, chip.chip());
    throw;
  }
}

std::uint64_t device_bus::read_part(const address_map::part& p, instant at) {
  endpoint* const chip = chips_[p.who];
  return (chip != nullptr ? chip->read(p.reg, p.width, at) : ~std::uint64_t{0}) & ones(p.width);
}

device_bus::result device_bus::read(address_space space, std::uint64_t address, unsigned width, instant at,
                                    duration cycle) {
  address_map::part part = address_map::next_part(map_.at(space, address), width, 0);
  at = at + cycle;
  std::uint64_t value = read_part(part, at);
  for (unsigned done = part.width; done < width; done += part.width) {
    part = address_map::next_part(map_.at(space, address + done), width, done);
    at = at + cycle;
    value |= read_part(part, at) << (8 * done);
  }
  return {value, at};
}

instant device_bus::write(address_space space, std::uint64_t address, unsigned width, std::uint64_t value,
                          instant at, duration cycle) {
  for (unsigned done = 0; done < width;) {
    const address_map::part part = address_map::next_part(map_.at(space, address + done), width, done);
    at = at + cycle;
    if (endpoint* const chip = chips_[part.who])
      chip->write(part.reg, part.width, static_cast<std::uint32_t>(value >> (8 * done) & ones(part.width)),
                  at);
    done += part.width;
  }
  return at;
}

}  // namespace trapline::bus
