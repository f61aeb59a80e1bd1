#include "models/devices/system/fw_cfg.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace trapline::devices {

namespace {

namespace key {
constexpr std::uint16_t signature = 0x00;
constexpr std::uint16_t features = 0x01;
constexpr std::uint16_t memory_size = 0x03;
constexpr std::uint16_t processor_count = 0x05;
constexpr std::uint16_t most_processors = 0x0f;
constexpr std::uint16_t file_directory = 0x19;
constexpr std::uint16_t first_file = 0x20;
}  // namespace key

/// Asked that an item be written, which the data port no longer does: the item is the same.
constexpr unsigned write_channel = 0x4000;
constexpr std::uint8_t port_interface_only = 0x01;

std::vector<std::uint8_t> little_endian(std::uint64_t value, unsigned bytes) {
  std::vector<std::uint8_t> all;
  for (unsigned i = 0; i < bytes; ++i) all.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  return all;
}

void append_big_endian(std::vector<std::uint8_t>& to, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

}  // namespace

fw_cfg::fw_cfg(std::uint64_t memory_bytes, std::uint16_t processors)
    : items_{{key::signature, {'Q', 'E', 'M', 'U'}},
             {key::features, little_endian(port_interface_only, 4)},
             {key::memory_size, little_endian(memory_bytes, 8)},
             {key::processor_count, little_endian(processors, 2)},
             {key::most_processors, little_endian(processors, 2)},
             {key::file_directory, item(4)}} {}

void fw_cfg::add_file(std::string_view name, std::span<const std::byte> content) {
  if (name.empty() || name.size() > longest_name)
    throw std::invalid_argument("fw_cfg: a file's name has 1 to " + std::to_string(longest_name) +
                                " characters, not \"" + std::string{name} + "\"");
  const auto selector = static_cast<std::uint16_t>(key::first_file + files_);
  ++files_;
  item& file = items_[selector];
  for (const std::byte b : content) file.push_back(std::to_integer<std::uint8_t>(b));

  item& directory = items_[key::file_directory];
  item count;
  append_big_endian(count, files_, 4);
  std::copy(count.begin(), count.end(), directory.begin());
  append_big_endian(directory, content.size(), 4);
  append_big_endian(directory, selector, 2);
  append_big_endian(directory, 0, 2);
  directory.insert(directory.end(), name.begin(), name.end());
  directory.insert(directory.end(), longest_name + 1 - name.size(), 0);
}

unsigned fw_cfg::widest_access(unsigned reg) const { return reg == selector_register ? 2 : 1; }

std::uint32_t fw_cfg::read(unsigned reg, unsigned width, instant) {
  if (reg != data_register) return width == 2 ? 0xffff : 0xff;
  const auto found = items_.find(static_cast<std::uint16_t>(state_.selected & ~write_channel));
  if (found == items_.end() || state_.offset >= found->second.size()) return 0;
  return found->second[state_.offset++];
}

void fw_cfg::write(unsigned reg, unsigned width, std::uint32_t value, instant) {
  if (reg != selector_register || width != 2) return;
  state_ = {static_cast<std::uint16_t>(value), 0};
}

}  // namespace trapline::devices
