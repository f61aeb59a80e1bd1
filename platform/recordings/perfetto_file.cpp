#include "platform/recordings/perfetto_file.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <protozero/buffer_fixed.hpp>
#include <protozero/pbf_writer.hpp>
#include <stdexcept>
#include <unordered_map>

namespace trapline {
namespace {

// Field numbers of Perfetto's messages.
namespace trace {
enum : protozero::pbf_tag_type { packet = 1 };
}
namespace trace_packet {
enum : protozero::pbf_tag_type {
  clock_snapshot = 6,
  timestamp = 8,
  trusted_packet_sequence_id = 10,
  track_event = 11,
  interned_data = 12,
  sequence_flags = 13,
  compressed_packets = 50,
  trace_packet_defaults = 59,
  track_descriptor = 60
};
}
namespace clock_snapshot {
enum : protozero::pbf_tag_type { clocks = 1 };
}
namespace snapshot_clock {
enum : protozero::pbf_tag_type { clock_id = 1, timestamp = 2, is_incremental = 3 };
}
namespace trace_packet_defaults {
enum : protozero::pbf_tag_type { timestamp_clock_id = 58 };
}
namespace track_event {
enum : protozero::pbf_tag_type {
  type = 9,
  name_iid = 10,
  track_uuid = 11,
  counter_value = 30,
  flow_ids = 47,
  terminating_flow_ids = 48
};
}
namespace track_descriptor {
enum : protozero::pbf_tag_type { uuid = 1, name = 2, parent_uuid = 5, counter = 8 };
}
namespace interned_data {
enum : protozero::pbf_tag_type { event_names = 2 };
}
namespace event_name {
enum : protozero::pbf_tag_type { iid = 1, name = 2 };
}

enum : std::int32_t { type_slice_begin = 1, type_slice_end = 2, type_instant = 3, type_counter = 4 };

/// So many bytes of packets are packed at once.
constexpr std::size_t portion_bytes = 1 << 20;

constexpr std::uint32_t sequence = 1;
constexpr std::uint32_t incremental_state_cleared = 1, needs_incremental_state = 2;
/// The trace's own clock, and one of the sequence's whose readings are what has passed since the packet before.
constexpr std::uint32_t boot_time = 6, since_last_packet = 64;

constexpr int packing_level = 6;

/// Arrows' numbers, as small as can be: that of one that has come to its end is the next one's.
class arrow_numbers {
 public:
  std::uint64_t begin(perfetto_file::flow f) {
    auto [found, is_new] = open_.try_emplace(f, 0);
    if (!is_new) return found->second;
    if (free_.empty()) free_.push_back(++most_);
    found->second = free_.back();
    free_.pop_back();
    return found->second;
  }
  std::uint64_t end(perfetto_file::flow f) {
    const std::uint64_t number = begin(f);
    open_.erase(f);
    free_.push_back(number);
    return number;
  }

 private:
  std::unordered_map<perfetto_file::flow, std::uint64_t> open_;
  std::vector<std::uint64_t> free_;
  std::uint64_t most_ = 0;
};

/// Puts packets into the file as one packet that has them packed by zlib, and forgets them.
void pack(std::string& packets, std::string& file) {
  uLongf size = compressBound(packets.size());
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                reinterpret_cast<const Bytef*>(packets.data()), packets.size(), packing_level) != Z_OK)
    throw std::runtime_error{"zlib has no memory"};
  packed.resize(size);
  protozero::pbf_writer writer{file};
  protozero::pbf_writer packet{writer, trace::packet};
  packet.add_bytes(trace_packet::compressed_packets, packed);
  packets.clear();
}

}  // namespace

perfetto_file::track perfetto_file::add_track(const std::string& title, track parent) {
  tracks_.push_back({title, parent, false});
  return static_cast<track>(tracks_.size());
}

perfetto_file::track perfetto_file::add_counter(const std::string& title, track parent) {
  tracks_.push_back({title, parent, true});
  return static_cast<track>(tracks_.size());
}

perfetto_file::name perfetto_file::name_of(std::string_view text) {
  const auto found = by_text_.find(text);
  if (found != by_text_.end()) return found->second;
  names_.emplace_back(text);
  return by_text_[std::string{text}] = static_cast<name>(names_.size());
}

void perfetto_file::slice(track t, name n, std::uint64_t begin, std::uint64_t end, flow out, flow in) {
  if (end <= begin) return;
  const auto on = static_cast<std::uint16_t>(t);
  add({begin, out != 0 ? out : in, n, on, kind::slice_begin, out == 0 && in != 0});
  add({end, 0, 0, on, kind::slice_end, false});
}

void perfetto_file::instant_event(track t, name n, std::uint64_t at, flow out, flow in) {
  add({at, out != 0 ? out : in, n, static_cast<std::uint16_t>(t), kind::instant_event, out == 0 && in != 0});
}

void perfetto_file::count(track t, std::uint64_t at, std::int64_t value) {
  add({at, static_cast<std::uint64_t>(value), 0, static_cast<std::uint16_t>(t), kind::counter, false});
}

void perfetto_file::write_head(std::string& data) const {
  protozero::pbf_writer file{data};
  {
    // The first packet of the sequence brings all names, and the clock that later ones are told by.
    protozero::pbf_writer packet{file, trace::packet};
    packet.add_uint32(trace_packet::trusted_packet_sequence_id, sequence);
    packet.add_uint32(trace_packet::sequence_flags, incremental_state_cleared | needs_incremental_state);
    {
      protozero::pbf_writer defaults{packet, trace_packet::trace_packet_defaults};
      defaults.add_uint32(trace_packet_defaults::timestamp_clock_id, since_last_packet);
    }
    {
      protozero::pbf_writer snapshot{packet, trace_packet::clock_snapshot};
      for (const std::uint32_t id : {boot_time, since_last_packet}) {
        protozero::pbf_writer clock{snapshot, clock_snapshot::clocks};
        clock.add_uint32(snapshot_clock::clock_id, id);
        clock.add_uint64(snapshot_clock::timestamp, 0);
        if (id == since_last_packet) clock.add_bool(snapshot_clock::is_incremental, true);
      }
    }
    protozero::pbf_writer interned{packet, trace_packet::interned_data};
    for (std::size_t i = 0; i < names_.size(); ++i) {
      protozero::pbf_writer one{interned, interned_data::event_names};
      one.add_uint64(event_name::iid, i + 1);
      one.add_string(event_name::name, names_[i]);
    }
  }
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    protozero::pbf_writer packet{file, trace::packet};
    packet.add_uint32(trace_packet::trusted_packet_sequence_id, sequence);
    protozero::pbf_writer described{packet, trace_packet::track_descriptor};
    described.add_uint64(track_descriptor::uuid, i + 1);
    described.add_string(track_descriptor::name, tracks_[i].name);
    if (tracks_[i].parent != 0) described.add_uint64(track_descriptor::parent_uuid, tracks_[i].parent);
    if (tracks_[i].counter) described.add_message(track_descriptor::counter, std::string{});
  }
}

std::string perfetto_file::content(std::size_t most_plain) {
  std::string data;
  write_head(data);
  // At one instant a slice ends before the next one begins.
  std::ranges::stable_sort(events_, [](const event& a, const event& b) {
    return std::tie(a.at, a.what) < std::tie(b.at, b.what);
  });
  using buffer = protozero::fixed_size_buffer_adaptor;
  using writer = protozero::basic_pbf_writer<buffer>;
  std::array<char, 64> packet_bytes, event_bytes;
  const bool many = events_.size() > most_plain;
  std::string portion;
  std::uint64_t last = 0;
  arrow_numbers arrows;
  for (const event& e : events_) {
    if (many && portion.size() >= portion_bytes) pack(portion, data);
    buffer event_buffer{event_bytes}, packet_buffer{packet_bytes};
    writer written{event_buffer};
    constexpr std::int32_t types[]{type_slice_end, type_slice_begin, type_instant, type_counter};
    written.add_enum(track_event::type, types[static_cast<std::size_t>(e.what)]);
    if (e.named != 0) written.add_uint64(track_event::name_iid, e.named);
    written.add_uint64(track_event::track_uuid, e.on);
    if (e.what == kind::counter)
      written.add_int64(track_event::counter_value, static_cast<std::int64_t>(e.value));
    else if (e.value != 0 && e.ends_flow)
      written.add_fixed64(track_event::terminating_flow_ids, arrows.end(e.value));
    else if (e.value != 0)
      written.add_fixed64(track_event::flow_ids, arrows.begin(e.value));
    writer packet{packet_buffer};
    packet.add_uint64(trace_packet::timestamp, e.at - last);
    packet.add_uint32(trace_packet::trusted_packet_sequence_id, sequence);
    packet.add_uint32(trace_packet::sequence_flags, needs_incremental_state);
    packet.add_message(trace_packet::track_event, event_buffer.data(), event_buffer.size());
    last = e.at;
    protozero::pbf_writer{many ? portion : data}.add_message(trace::packet, packet_buffer.data(),
                                                             packet_buffer.size());
  }
  if (!portion.empty()) pack(portion, data);
  return data;
}

}  // namespace trapline
