/// Every chip, connected and with what it needs behind it: for tests that hold for all of them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/devices/device.h"
#include "models/devices/line.h"
#include "tests/devices/dice.h"

namespace trapline::devices::test {

/// A change of an output: which, to what, when.
struct line_change {
  unsigned line;
  bool high;
  instant at;
  bool operator==(const line_change&) const = default;
};

/// Chips that belong together, with their outputs listened to.
class specimen {
 public:
  virtual ~specimen() = default;

  virtual std::vector<device*> chips() = 0;
  /// Something happens to it from the other side than the bus: a key, a character, a request.
  virtual void stir(dice&, instant) {}
  /// What its media hold; equal sizes in equal specimens.
  virtual std::span<std::byte> media() { return {}; }

  std::vector<line_change> changes;

 protected:
  void listen(output_line& line) {
    probes_.push_back(std::make_unique<probe>(*this, static_cast<unsigned>(probes_.size())));
    line.connect(*probes_.back());
    changes.clear();
  }

 private:
  struct probe final : line_sink {
    probe(specimen& s, unsigned n) : to{s}, number{n} {}
    void set_level(bool high, instant at) override { to.changes.push_back({number, high, at}); }
    specimen& to;
    unsigned number;
  };
  std::vector<std::unique_ptr<probe>> probes_;
};

struct specimen_kind {
  std::string name;
  std::function<std::unique_ptr<specimen>()> make;
};

/// One entry a chip, or chips that hold on to one another.
const std::vector<specimen_kind>& specimen_kinds();

}  // namespace trapline::devices::test
