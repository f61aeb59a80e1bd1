/// A TCP (RFC 9293) that serves one port by sending back what comes: three-way handshake, segments in order,
/// go-back-N with a timer that doubles, the peer's window and segment size, orderly and abrupt ends.
///
/// *Not modelled*: congestion control, selective acknowledgements, urgent data; a segment out of order is
/// dropped and acknowledged again. TIME-WAIT is the client's, who closes first.
#pragma once

#include <deque>
#include <map>

#include "models/devices/network/ip_output.h"

namespace trapline::devices {

class tcp_echo {
 public:
  tcp_echo(ip_output& output, ipv4_address own, std::uint16_t port)
      : output_{output}, own_{own}, port_{port} {}

  /// @pre the packet is TCP's and for us.
  void hear(const ipv4_packet&, instant at);
  void advance_to(instant now);
  instant next_event() const;

 private:
  struct segment {
    std::uint16_t from_port, to_port;
    std::uint32_t sequence, acknowledged;
    std::uint8_t flags;
    std::uint16_t window, largest;  // largest: the peer's MSS option, 536 without
    std::span<const std::byte> data;
  };
  struct peer {
    ipv4_address address;
    std::uint16_t port;
    auto operator<=>(const peer&) const = default;
  };
  /// Sequence numbers by RFC 9293's names.
  struct connection {
    std::uint32_t snd_una, snd_nxt, rcv_nxt;
    std::uint16_t snd_wnd, largest;
    bool established = false, fin_received = false, fin_sent = false;
    std::deque<std::byte> echo{};  // from snd_una on, without SYN and FIN
    duration patience;
    unsigned tries = 0;
    instant again_at = instant::never();
  };

  static std::optional<segment> read(const ipv4_packet&);
  void open(const peer&, const segment&, instant at);
  bool take_acknowledgement(connection&, const segment&, instant at);
  bool take_data(connection&, const segment&);
  void push(const peer&, connection&, bool must_acknowledge, instant at);
  void send(const peer&, const connection&, std::uint32_t sequence, std::uint8_t flags,
            std::span<const std::byte> data, instant at);
  void send_segment(const peer&, const segment&, instant at);
  void refuse(const peer&, const segment&, instant at);

  ip_output& output_;
  ipv4_address own_;
  std::uint16_t port_;
  std::map<peer, connection> connections_;
  std::uint32_t next_initial_ = 0x1000'0000;
};

}  // namespace trapline::devices
