/// The byte form of a chip's state: the chip's name, the version and the layout of its state, then the members
/// one behind the other, as this host lays out numbers.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "models/devices/state_members.h"

namespace trapline::devices {

/// What a saved state is of. The layout is a digest (FNV-1a) of the members' names and sizes.
struct state_label {
  std::string chip;
  std::uint32_t version = 0;
  std::uint64_t layout = 0xcbf29ce484222325;

  bool operator==(const state_label&) const = default;
};

class state_labeller final : public state_members<state_labeller> {
 public:
  void begins(std::string_view chip, std::uint32_t version) {
    label_.chip = chip;
    label_.version = version;
  }
  void leaf(std::string_view name, const void*, std::size_t size, std::size_t count) {
    for (const char c : name) add(static_cast<unsigned char>(c));
    add(size);
    add(count);
  }
  const state_label& label() const { return label_; }

 private:
  void add(std::uint64_t value) { label_.layout = (label_.layout ^ value) * 0x100000001b3; }

  state_label label_;
};

class state_writer final : public state_members<state_writer> {
 public:
  explicit state_writer(std::vector<std::byte>& to) : to_{to} {}
  void begins(std::string_view, std::uint32_t) {}
  void leaf(std::string_view, const void* bytes, std::size_t size, std::size_t count) {
    const auto* from = static_cast<const std::byte*>(bytes);
    to_.insert(to_.end(), from, from + size * count);
  }

 private:
  std::vector<std::byte>& to_;
};

class state_reader final : public state_members<state_reader> {
 public:
  explicit state_reader(std::span<const std::byte> from) : from_{from} {}
  void begins(std::string_view, std::uint32_t) {}
  void leaf(std::string_view, void* bytes, std::size_t size, std::size_t count) {
    std::memcpy(bytes, from_.data(), size * count);
    from_ = from_.subspan(size * count);
  }

 private:
  std::span<const std::byte> from_;
};

class state_measure final : public state_members<state_measure> {
 public:
  void begins(std::string_view, std::uint32_t) {}
  void leaf(std::string_view, const void*, std::size_t size, std::size_t count) { bytes_ += size * count; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

/// Appends the label as a saved state begins with it.
void write_label(std::vector<std::byte>& to, const state_label& label);
/// What follows the label, if that is `expected` and has `bytes` behind it.
/// @throws std::invalid_argument saying what the bytes are the state of, and what was needed
std::span<const std::byte> checked_state(std::span<const std::byte> saved, const state_label& expected,
                                         std::size_t bytes);

}  // namespace trapline::devices
