// The image of a device that Trapline ships: the chips of one kind behind the interface of images. The build says
// which kind (TRAPLINE_KIND is its function, TRAPLINE_KIND_NAME its name).
// Not in it: what the interface does not carry, for which the machine's own chips are asked, in whose state this one
// goes on: keys that are typed, characters that arrive, wires that come from other devices.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <deque>
#include <stdexcept>

#include "include/trapline/device_image.h"
#include "models/devices/sound/speaker.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/unplugged.h"

namespace trapline {

device_kind TRAPLINE_KIND();

namespace {

instant at(std::uint64_t ps) { return instant::at_ps(ps); }

class shipped_device final : private devices::speaker_listener {
 public:
  explicit shipped_device(const trapline_host* host) : host_{host} {
    surroundings& s = nowhere_.everything;
    s.serial = &texts_.emplace_back(*this);
    s.serial2 = &texts_.emplace_back(*this);
    s.output = [&text = texts_.emplace_back(*this)](std::string_view) -> devices::text_sink* {
      return &text;
    };
    parts_ = TRAPLINE_KIND().make(s);
    for (const vmm::device_parts::interrupt& i : parts_->interrupts()) lines_.push_back(i.line);
    for (const vmm::device_parts::output& o : parts_->outputs()) lines_.push_back(o.line);
    if (host_ == nullptr) return;
    for (std::uint32_t l = 0; l < lines_.size(); ++l) lines_[l]->connect(ends_.emplace_back(*this, l));
    if (host_gives(offsetof(trapline_host, move_speaker)) && host_->move_speaker != nullptr)
      if (auto* speaker = dynamic_cast<devices::speaker_source*>(parts_.get())) speaker->heard_by(*this);
    made_ = true;
  }

  vmm::device_parts& parts() { return *parts_; }
  devices::device& chip(std::uint32_t c) const { return *parts_->chips()[c].it; }
  const std::vector<devices::output_line*>& lines() const { return lines_; }

 private:
  struct end final : devices::line_sink {
    end(shipped_device& d, std::uint32_t l) : device{d}, line{l} {}
    void set_level(bool high, instant when) override {
      if (device.made_) device.host_->set_line(device.host_->context, line, high, when.picoseconds());
    }
    shipped_device& device;
    std::uint32_t line;
  };

  struct text final : devices::text_sink {
    explicit text(shipped_device& d) : device{d} {}
    void put(char c) override { device.put(*this, c); }
    shipped_device& device;
  };

  /// Whether the host's table goes so far.
  bool host_gives(std::size_t member) const { return host_->size >= member + sizeof(void*); }
  void put(const text& by, char c) {
    const std::vector<devices::text_sink*>& ways = parts_->texts();
    const auto way = std::ranges::find(ways, static_cast<const devices::text_sink*>(&by));
    if (made_ && host_gives(offsetof(trapline_host, put)))
      host_->put(host_->context, static_cast<std::uint32_t>(way - ways.begin()),
                 static_cast<std::uint8_t>(c));
  }
  void moved(bool out, std::uint32_t tone, instant when) override {
    host_->move_speaker(host_->context, out, tone, when.picoseconds());
  }

  unplugged nowhere_;
  const trapline_host* host_;
  std::deque<text> texts_;
  std::unique_ptr<vmm::device_parts> parts_;
  std::vector<devices::output_line*> lines_;
  std::deque<end> ends_;
  bool made_ = false;
};

shipped_device& of(void* d) { return *static_cast<shipped_device*>(d); }
const shipped_device& of(const void* d) { return *static_cast<const shipped_device*>(d); }

/// The tables, made from a device that is only looked at.
struct description {
  description() {
    for (const vmm::device_parts::chip& c : looked_at.parts().chips()) {
      auto& p = ports.emplace_back();
      for (const devices::port_window& w : c.it->ports())
        p.push_back({w.first_port, w.count, w.first_register});
      auto& m = memory.emplace_back();
      for (const devices::memory_window& w : c.it->memory())
        m.push_back({w.first, w.bytes, w.first_register});
      chips.push_back({c.name.c_str(), c.shows_time, static_cast<std::uint32_t>(p.size()), p.data(),
                       static_cast<std::uint32_t>(m.size()), m.data()});
    }
    for (const vmm::device_parts::interrupt& i : looked_at.parts().interrupts())
      lines.push_back({"irq", static_cast<std::int32_t>(i.irq)});
    for (const vmm::device_parts::output& o : looked_at.parts().outputs())
      lines.push_back({o.wire.c_str(), -1});
  }

  shipped_device looked_at{nullptr};
  std::deque<std::vector<trapline_ports>> ports;
  std::deque<std::vector<trapline_memory>> memory;
  std::vector<trapline_chip> chips;
  std::vector<trapline_line> lines;
};

}  // namespace
}  // namespace trapline

using namespace trapline;

extern "C" const trapline_device* trapline_device_image(void) {
  static const description described;
  static const trapline_device table{
      .size = sizeof(trapline_device),
      .interface_version = TRAPLINE_DEVICE_INTERFACE,
      .name = TRAPLINE_KIND_NAME,
      .version = TRAPLINE_VERSION,
      .chip_count = static_cast<std::uint32_t>(described.chips.size()),
      .chips = described.chips.data(),
      .line_count = static_cast<std::uint32_t>(described.lines.size()),
      .lines = described.lines.data(),
      .create = [](const trapline_host* host) -> void* { return new shipped_device{host}; },
      .destroy = [](void* d) { delete static_cast<shipped_device*>(d); },
      .widest_access = [](const void* d, std::uint32_t c,
                          std::uint32_t reg) { return of(d).chip(c).widest_access(reg); },
      .read = [](void* d, std::uint32_t c, std::uint32_t reg, std::uint32_t width,
                 std::uint64_t now) { return of(d).chip(c).read(reg, width, at(now)); },
      .write = [](void* d, std::uint32_t c, std::uint32_t reg, std::uint32_t width, std::uint32_t value,
                  std::uint64_t now) { of(d).chip(c).write(reg, width, value, at(now)); },
      .advance = [](void* d, std::uint32_t c, std::uint64_t now) { of(d).chip(c).advance_to(at(now)); },
      .next_event =
          [](const void* d, std::uint32_t c) {
            const instant next = of(d).chip(c).next_event();
            return next == instant::never() ? TRAPLINE_NEVER : next.picoseconds();
          },
      .reset =
          [](void* d, std::uint64_t now) {
            for (const vmm::device_parts::chip& c : of(d).parts().chips()) c.it->reset(at(now));
          },
      .save = [](const void* d, std::uint32_t c, std::uint8_t* to, std::uint64_t room) -> std::uint64_t {
        const std::vector<std::byte> state = of(d).chip(c).save_state();
        if (state.size() <= room) std::memcpy(to, state.data(), state.size());
        return state.size();
      },
      .load = [](void* d, std::uint32_t c, const std::uint8_t* from, std::uint64_t length) -> std::int32_t {
        try {
          of(d).chip(c).restore_state(
              {reinterpret_cast<const std::byte*>(from), static_cast<std::size_t>(length)});
          return 0;
        } catch (const std::invalid_argument&) {
          return 1;
        }
      },
      .line_level = [](const void* d, std::uint32_t l) -> std::int32_t { return of(d).lines()[l]->high(); }};
  return &table;
}
