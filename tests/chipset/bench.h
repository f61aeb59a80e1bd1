/// The three hubs with memory and a BIOS behind them, and a processor bus to drive by hand.
#pragma once

#include <cstring>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <catch2/catch.hpp>

#include "models/bus/attributes.h"
#include "models/chipset/firmware_hub.h"
#include "models/chipset/io_controller_hub.h"
#include "models/chipset/memory.h"
#include "models/chipset/memory_controller_hub.h"
#include "models/bus/scheduled_wakeup.h"
#include "tests/bus/bench.h"

namespace trapline::testing {

/// Latencies that no sum of others can be mistaken for.
inline chipset_latencies telling_latencies() {
  chipset_latencies l;
  l.memory_controller_hub.time = duration::ns(1);
  l.io_controller_hub.time = duration::ns(10);
  l.lpc_io_read.time = duration::ns(100);
  l.lpc_io_write.time = duration::ns(300);
  l.firmware_hub_read.time = duration::ns(1000);
  l.dram.time = duration::ns(5000);
  return l;
}

/// 64 KiB that say where they are: byte i is i ^ (i >> 8).
inline std::vector<std::byte> telling_bios() {
  std::vector<std::byte> image(0x10000);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<std::byte>((i ^ (i >> 8)) & 0xff);
  return image;
}

class video_stub final : public sc_core::sc_module {
 public:
  explicit video_stub(sc_core::sc_module_name name) : sc_module{name}, socket{"socket"} {
    socket.register_b_transport(this, &video_stub::b_transport);
  }
  tlm_utils::simple_target_socket<video_stub> socket;
  std::vector<std::uint64_t> addresses;

 private:
  void b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time&) {
    addresses.push_back(p.get_address());
    std::memset(p.get_data_ptr(), 0x77, p.is_read() ? p.get_data_length() : 0);
    p.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

class chipset_bench final : public sc_core::sc_module {
 public:
  static constexpr std::size_t memory_bytes = 2 << 20;

  explicit chipset_bench(const chipset_latencies& l = telling_latencies(),
                         sc_core::sc_module_name name = "bench")
      : sc_module{name},
        dram{"dram", memory_bytes, l.dram.time},
        mch{"mch", memory_bytes, l},
        ich{"ich", l},
        fwh{"fwh", telling_bios(), l.firmware_hub_read.time},
        video{"video"},
        processor{"processor"},
        chip{{{0x40, 4, 0}}, 1},
        alarm{"alarm", calendar},
        target{"chip", chip, alarm} {
    mch.dram.bind(dram.socket);
    mch.hub_link.bind(ich.hub_link);
    ich.firmware.bind(fwh.socket);
    ich.video_memory.bind(video.socket);
    ich.upstream.bind(mch.processor_bus);
    processor.bind(mch.processor_bus);
    ich.ports().add("chip", target);
  }

  struct answer {
    std::uint32_t value = 0;
    duration took;
    bool ok = false;
  };
  answer access(tlm::tlm_command command, bus::address_space space, std::uint64_t address, unsigned width,
                std::uint32_t value = 0) {
    tlm::tlm_generic_payload p;
    bus::attributes a;
    a.space = space;
    p.set_extension(&a);
    p.set_command(command);
    p.set_address(address);
    p.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    p.set_data_length(width);
    p.set_streaming_width(width);
    sc_core::sc_time delay;
    processor->b_transport(p, delay);
    p.clear_extension(&a);
    return {value, bus::from_sc(delay), p.is_response_ok()};
  }
  answer read(std::uint64_t address, unsigned width = 4) {
    return access(tlm::TLM_READ_COMMAND, bus::address_space::memory, address, width);
  }
  answer write(std::uint64_t address, std::uint32_t value, unsigned width = 4) {
    return access(tlm::TLM_WRITE_COMMAND, bus::address_space::memory, address, width, value);
  }
  answer in(std::uint16_t port, unsigned width) {
    return access(tlm::TLM_READ_COMMAND, bus::address_space::io, port, width);
  }
  answer out(std::uint16_t port, unsigned width, std::uint32_t value) {
    return access(tlm::TLM_WRITE_COMMAND, bus::address_space::io, port, width, value);
  }

  chipset::memory dram;
  chipset::memory_controller_hub mch;
  chipset::io_controller_hub ich;
  chipset::firmware_hub fwh;
  video_stub video;
  tlm_utils::simple_initiator_socket<chipset_bench> processor;
  bus::event_calendar calendar;
  noting_chip chip;
  bus::scheduled_wakeup alarm;
  bus::device_target target;
};

/// Elaborates, lets a process do what the test says, and checks that it came to its end.
inline void simulate(const std::function<void()>& body) {
  bool done = false;
  script s{"test", [&] {
             body();
             done = true;
           }};
  sc_core::sc_start();
  CHECK(done);
}

}  // namespace trapline::testing
