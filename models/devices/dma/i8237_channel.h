/// The two sides of a DMA controller: the memory it addresses and the channel a device asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/time.h"

namespace trapline::devices {

/// Memory as the DMA controller's address lines reach it: the first 16 MB, physical addresses.
class dma_memory {
 public:
  virtual void read(std::uint32_t address, std::span<std::byte> data) = 0;
  virtual void write(std::uint32_t address, std::span<const std::byte> data) = 0;

 protected:
  ~dma_memory() = default;
};

/// DREQ, DACK and TC of one channel.
class dma_channel {
 public:
  /// The level of DREQ, which the controller's status register shows.
  virtual void set_request(bool high) = 0;

  struct result {
    std::size_t moved;    // bytes; 0 while the channel is masked or not set up
    bool terminal_count;  // with the last of them
  };
  /// As many DACK cycles as `data` has bytes and the channel has count, at the instant `now`.
  virtual result transfer(std::span<std::byte> data, bool to_memory, instant now) = 0;

 protected:
  ~dma_channel() = default;
};

}  // namespace trapline::devices
