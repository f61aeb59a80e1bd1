/// A timeline in the form that ui.perfetto.dev and its tools open: TrackEvent packets of Perfetto's trace
/// format. What is added may come in any order; the file has it in order of time.
/// Perfetto, protos/perfetto/trace: trace_packet.proto, track_event/track_event.proto, track_descriptor.proto
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trapline {

class perfetto_file {
 public:
  using track = std::uint32_t;
  using name = std::uint32_t;
  /// Joins slices and instants on any tracks by an arrow; 0 is none.
  using flow = std::uint64_t;

  /// A row of its own, or a group of rows. @param parent 0 for none.
  track add_track(const std::string& title, track parent = 0);
  track add_counter(const std::string& title, track parent = 0);
  name name_of(std::string_view text);

  /// From `begin` to `end` in nanoseconds. Slices of one track must not overlap; one without a length is left
  /// out.
  void slice(track, name, std::uint64_t begin, std::uint64_t end, flow out = 0, flow in = 0);
  void instant_event(track, name, std::uint64_t at, flow out = 0, flow in = 0);
  void count(track, std::uint64_t at, std::int64_t value);

  /// The file. @param most_plain more events than these, of some 20 bytes each, are in it as packets that zlib
  /// has packed, which Perfetto opens as well.
  std::string content(std::size_t most_plain = 200'000);

 private:
  enum class kind : std::uint8_t { slice_end, slice_begin, instant_event, counter };
  struct event {
    std::uint64_t at;
    std::uint64_t value;  ///< flow, or the counter's value
    name named;
    std::uint16_t on;
    kind what;
    bool ends_flow;
  };
  struct described_track {
    std::string name;
    track parent;
    bool counter;
  };

  void write_head(std::string& data) const;
  void add(const event& e) { events_.push_back(e); }

  std::vector<described_track> tracks_;
  std::vector<std::string> names_;
  std::map<std::string, name, std::less<>> by_text_;
  std::vector<event> events_;
};

}  // namespace trapline
