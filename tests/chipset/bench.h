/// The three hubs with memory and a BIOS behind them, and a processor bus to drive by hand.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <cstring>

#include <catch2/catch.hpp>

#include "models/bus/attributes.h"
#include "models/bus/device_target.h"
#include "models/bus/scheduled_wakeup.h"
#include "models/chipset/firmware_hub.h"
#include "models/chipset/io_controller_hub.h"
#include "models/chipset/memory.h"
#include "models/chipset/memory_controller_hub.h"
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
        processor{"processor"},
        chip{{{0x40, 4, 0}}, 1},
        screen{{}, 4, {{0xa0000, 0x20000, 0xa0000}}},
        alarm{"alarm", calendar},
        screen_alarm{"screen_alarm", calendar},
        chip_end{"chip", chip, alarm},
        screen_end{"screen", screen, screen_alarm},
        lpc{"lpc", &devices} {
    mch.dram.bind(dram.socket);
    mch.hub_link.bind(ich.hub_link);
    ich.firmware.bind(fwh.socket);
    ich.devices.bind(lpc.socket);
    ich.upstream.bind(mch.processor_bus);
    processor.bind(mch.processor_bus);
    devices.attach(chip_end);
    devices.attach(screen_end);
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
  tlm_utils::simple_initiator_socket<chipset_bench> processor;
  bus::event_calendar calendar;
  noting_chip chip, screen;
  bus::scheduled_wakeup alarm, screen_alarm;
  bus::endpoint chip_end, screen_end;
  bus::device_bus devices;
  bus::device_target lpc;
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
