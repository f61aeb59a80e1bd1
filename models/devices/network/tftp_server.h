/// A TFTP server (RFC 1350) that gives files away: modes octet and netascii, options blksize, tsize and
/// timeout (RFC 2347 to 2349). A block that nobody acknowledges is sent again, six times at most. Writing is
/// refused.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "models/devices/network/ip_output.h"

namespace trapline::devices {

/// Where the files come from.
class file_library {
 public:
  /// @param name as the client wrote it.
  virtual std::optional<std::vector<std::byte>> find(std::string_view name) = 0;

 protected:
  ~file_library() = default;
};

class tftp_server {
 public:
  static constexpr std::uint16_t port = 69, first_transfer_port = 49'152;

  /// @param files none has no file.
  tftp_server(ip_output& output, ipv4_address own, file_library* files)
      : output_{output}, own_{own}, files_{files} {}

  bool is_for(std::uint16_t to_port) const { return to_port == port || to_port >= first_transfer_port; }
  void hear(const udp_datagram&, instant at);
  void advance_to(instant now);
  instant next_event() const;

 private:
  struct transfer {
    ipv4_address client;
    std::uint16_t client_port, own_port;
    std::vector<std::byte> file;
    std::size_t block_bytes = 512;
    std::uint64_t block = 0;      // sent and not acknowledged; 0: the options
    std::vector<std::byte> last;  // packet sent
    duration patience = duration::s(1);
    unsigned sendings = 0;
    instant again_at;
  };

  void begin(const udp_datagram&, instant at);
  void acknowledged(transfer&, std::uint16_t block, instant at);
  void send_block(transfer&, instant at);
  void send(transfer&, std::vector<std::byte> packet, instant at);
  void send_last(transfer&, instant at);
  void refuse(const udp_datagram&, std::uint16_t from_port, std::uint16_t code, std::string_view why,
              instant at);

  ip_output& output_;
  ipv4_address own_;
  file_library* files_;
  std::map<std::uint16_t, transfer> transfers_;  // by own port
  std::uint16_t next_port_ = first_transfer_port;
};

}  // namespace trapline::devices
