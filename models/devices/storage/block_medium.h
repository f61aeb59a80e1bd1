/// What a disk or floppy controller moves sectors to and from: the platters behind a physical drive,
/// or a service OS that works for a device model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/time.h"

namespace trapline::devices {

inline constexpr std::size_t sector_bytes = 512;

struct block_request {
  enum class kind { read, write, flush } what;
  std::uint64_t lba;
  /// Whole sectors; filled by a read. Stays valid until the transfer is done.
  std::span<std::byte> data;
};

/// The controller's end of a transfer that was not finished when it was started.
class block_client {
 public:
  virtual void transfer_done(bool ok, instant at) = 0;

 protected:
  ~block_client() = default;
};

class block_medium {
 public:
  virtual ~block_medium() = default;
  virtual std::uint64_t sectors() const = 0;
  virtual bool writable() const = 0;

  struct outcome {
    bool ok;
    duration takes;
  };
  /// Starts a transfer. With an outcome the data has been moved and the controller shows it after
  /// `takes`; without one the medium calls `client.transfer_done` later, once.
  virtual std::optional<outcome> start(const block_request&, instant now, block_client& client) = 0;
};

}  // namespace trapline::devices
