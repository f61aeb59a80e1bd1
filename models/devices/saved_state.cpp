#include "models/devices/saved_state.h"

#include <stdexcept>

namespace trapline::devices {

namespace {

template <typename Number>
void append(std::vector<std::byte>& to, Number n) {
  const auto bytes = std::as_bytes(std::span{&n, 1});
  to.insert(to.end(), bytes.begin(), bytes.end());
}

/// Takes parts of saved bytes; what is not there any more is not taken.
class label_reader {
 public:
  explicit label_reader(std::span<const std::byte> bytes) : rest_{bytes} {}

  template <typename Number>
  bool take(Number& n) {
    if (rest_.size() < sizeof n) return false;
    std::memcpy(&n, rest_.data(), sizeof n);
    rest_ = rest_.subspan(sizeof n);
    return true;
  }
  bool take(std::string& text, std::size_t length) {
    if (rest_.size() < length) return false;
    text.assign(reinterpret_cast<const char*>(rest_.data()), length);
    rest_ = rest_.subspan(length);
    return true;
  }
  std::span<const std::byte> rest() const { return rest_; }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace

void write_label(std::vector<std::byte>& to, const state_label& label) {
  append(to, static_cast<std::uint8_t>(label.chip.size()));
  for (const char c : label.chip) append(to, c);
  append(to, label.version);
  append(to, label.layout);
}

std::span<const std::byte> checked_state(std::span<const std::byte> saved, const state_label& expected,
                                         std::size_t bytes) {
  label_reader in{saved};
  state_label found;
  std::uint8_t length = 0;
  if (!in.take(length) || !in.take(found.chip, length) || !in.take(found.version) || !in.take(found.layout))
    throw std::invalid_argument("these bytes are no saved state; one of a chip " + expected.chip +
                                " is needed");
  const auto refuse = [&](const std::string& what, const std::string& needed) {
    throw std::invalid_argument("the saved state is " + what + "; " + needed + " is needed");
  };
  if (found.chip != expected.chip) refuse("of a chip " + found.chip, "one of a chip " + expected.chip);
  if (found.version != expected.version)
    refuse("version " + std::to_string(found.version) + " of a chip " + found.chip,
           "version " + std::to_string(expected.version));
  if (found.layout != expected.layout)
    refuse("of a chip " + found.chip + " whose members are others", "one of the same build");
  if (in.rest().size() != bytes)
    refuse("of a chip " + found.chip + " and " + std::to_string(in.rest().size()) + " bytes long",
           std::to_string(bytes) + " bytes");
  return in.rest();
}

}  // namespace trapline::devices
