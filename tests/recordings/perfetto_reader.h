/// Reads a timeline as Perfetto would, and says what is wrong with its structure: tracks that are not
/// declared, slices that do not nest, a clock that does not go on by differences, arrows without an end.
#pragma once

#include <catch2/catch.hpp>

#include <zlib.h>
#include <algorithm>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <set>
#include <string>
#include <vector>

namespace trapline::testing {

struct read_timeline {
  struct slice {
    std::string track, name;
    std::uint64_t begin, end;
  };
  std::map<std::uint64_t, std::string> tracks;
  std::vector<slice> slices;
  std::map<std::string, std::vector<std::int64_t>> counters;
  std::size_t arrows = 0, instants = 0;
  std::uint64_t largest_arrow = 0;  ///< of their numbers in the file

  /// Nanoseconds of the slices of a track and name together.
  std::uint64_t time_of(const std::string& track, const std::string& name) const {
    std::uint64_t all = 0;
    for (const slice& s : slices)
      if (s.track == track && s.name == name) all += s.end - s.begin;
    return all;
  }
};

/// The packets of a file, those out of the portions that are packed too.
inline std::string unpacked(const std::string& file) {
  constexpr std::size_t largest_portion = 4 << 20;
  std::string all;
  protozero::pbf_writer plain{all};
  protozero::pbf_reader trace{file};
  while (trace.next(1)) {
    const protozero::data_view whole = trace.get_view();
    protozero::pbf_reader packet{whole};
    if (!packet.next(50)) {
      plain.add_message(1, whole);
      continue;
    }
    const protozero::data_view packed = packet.get_view();
    std::string packets(largest_portion, '\0');
    uLongf size = packets.size();
    REQUIRE(uncompress(reinterpret_cast<Bytef*>(packets.data()), &size,
                       reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK);
    all.append(packets, 0, size);
  }
  return all;
}

/// Whether a packet says that a clock's readings are what has passed since the packet before, and that it is what the
/// sequence's packets are told by.
inline bool tells_by_differences(protozero::pbf_reader packet) {
  std::uint64_t told_by = 0, incremental = 0;
  while (packet.next()) {
    if (packet.tag() == 59) {
      protozero::pbf_reader defaults = packet.get_message();
      while (defaults.next(58)) told_by = defaults.get_uint32();
    } else if (packet.tag() == 6) {
      protozero::pbf_reader snapshot = packet.get_message();
      while (snapshot.next(1)) {
        protozero::pbf_reader clock = snapshot.get_message();
        std::uint64_t id = 0;
        while (clock.next()) {
          if (clock.tag() == 1)
            id = clock.get_uint32();
          else if (clock.tag() == 2)
            CHECK(clock.get_uint64() == 0);
          else if (clock.get_bool())
            incremental = id;
        }
      }
    } else {
      packet.skip();
    }
  }
  return told_by != 0 && told_by == incremental;
}

/// Checks the structure and returns what is in it.
inline read_timeline read(const std::string& content) {
  const std::string file = unpacked(content);
  read_timeline all;
  std::map<std::uint64_t, std::string> names;
  std::map<std::uint64_t, std::vector<std::pair<std::uint64_t, std::uint64_t>>> open;  // track: begin, name
  std::set<std::uint64_t> open_flows;
  std::uint64_t at = 0;
  protozero::pbf_reader trace{file};
  for (bool is_first = true; trace.next(1); is_first = false) {
    protozero::pbf_reader packet = trace.get_message();
    if (is_first) REQUIRE(tells_by_differences(packet));
    while (packet.next()) {
      switch (packet.tag()) {
        case 8:
          at += packet.get_uint64();
          break;
        case 12: {
          protozero::pbf_reader interned = packet.get_message();
          while (interned.next(2)) {
            protozero::pbf_reader one = interned.get_message();
            std::uint64_t iid = 0;
            while (one.next()) {
              if (one.tag() == 1)
                iid = one.get_uint64();
              else
                names[iid] = one.get_string();
            }
            CHECK(iid != 0);
          }
          break;
        }
        case 60: {
          protozero::pbf_reader track = packet.get_message();
          std::uint64_t uuid = 0;
          std::string name;
          while (track.next()) {
            if (track.tag() == 1)
              uuid = track.get_uint64();
            else if (track.tag() == 2)
              name = track.get_string();
            else if (track.tag() == 5)
              CHECK(all.tracks.contains(track.get_uint64()));
            else
              track.skip();
          }
          CHECK_FALSE(all.tracks.contains(uuid));
          all.tracks[uuid] = name;
          break;
        }
        case 11: {
          protozero::pbf_reader event = packet.get_message();
          std::int32_t type = 0;
          std::uint64_t name = 0, track = 0;
          std::int64_t value = 0;
          while (event.next()) {
            switch (event.tag()) {
              case 9:
                type = event.get_enum();
                break;
              case 10:
                name = event.get_uint64();
                break;
              case 11:
                track = event.get_uint64();
                break;
              case 30:
                value = event.get_int64();
                break;
              case 47:
                all.largest_arrow =
                    std::max(all.largest_arrow, *open_flows.insert(event.get_fixed64()).first);
                break;
              case 48:
                CHECK(open_flows.erase(event.get_fixed64()) == 1);
                ++all.arrows;
                break;
              default:
                FAIL("field " << event.tag());
            }
          }
          REQUIRE(all.tracks.contains(track));
          auto& stack = open[track];
          if (type == 1) {
            CHECK(names.contains(name));
            stack.emplace_back(at, name);
          } else if (type == 2) {
            REQUIRE_FALSE(stack.empty());
            all.slices.push_back({all.tracks[track], names[stack.back().second], stack.back().first, at});
            stack.pop_back();
          } else if (type == 3) {
            ++all.instants;
          } else {
            REQUIRE(type == 4);
            all.counters[all.tracks[track]].push_back(value);
          }
          break;
        }
        default:
          packet.skip();
      }
    }
  }
  for (const auto& [track, stack] : open) CHECK(stack.empty());
  CHECK(open_flows.empty());
  return all;
}

}  // namespace trapline::testing
