#include "models/devices/network/tcp_echo.h"

#include <algorithm>
#include <array>

namespace trapline::devices {

namespace {

enum flag : std::uint8_t { fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10 };
constexpr std::size_t header_bytes = 20, buffer_bytes = 8192;
constexpr std::uint16_t own_largest = 1460, default_largest = 536;
constexpr unsigned most_tries = 8;
constexpr std::size_t most_connections = 64;
constexpr duration first_patience = duration::s(1);
constexpr std::uint32_t between_initial_numbers = 64'000;

/// a - b on the circle of sequence numbers.
std::int32_t beyond(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b); }

std::uint32_t length_of(std::uint8_t flags, std::size_t data) {
  return static_cast<std::uint32_t>(data) + ((flags & syn) != 0 ? 1 : 0) + ((flags & fin) != 0 ? 1 : 0);
}

/// The peer's largest segment, among options that it may have garbled.
std::uint16_t largest_in(std::span<const std::byte> options) {
  packet_reader in{options};
  while (!in.rest().empty()) {
    const std::uint8_t kind = in.u8();
    if (kind == 0) break;
    if (kind == 1) continue;
    const std::uint8_t length = in.u8();
    if (length < 2) break;
    packet_reader value{in.take(length - 2U)};
    if (kind == 2 && length == 4) return std::max<std::uint16_t>(value.u16(), 1);
  }
  return default_largest;
}

}  // namespace

std::optional<tcp_echo::segment> tcp_echo::read(const ipv4_packet& packet) {
  packet_reader in{packet.payload};
  segment s{};
  s.from_port = in.u16();
  s.to_port = in.u16();
  s.sequence = in.u32();
  s.acknowledged = in.u32();
  const std::size_t header = (in.u8() >> 4) * 4U;
  s.flags = in.u8();
  s.window = in.u16();
  in.take(4);
  if (!in.whole() || header < header_bytes || header > packet.payload.size()) return {};
  const std::uint32_t sum =
      pseudo_header_sum(packet.from, packet.to, ip_protocol::tcp, packet.payload.size());
  if (internet_checksum(packet.payload, sum) != 0) return {};
  s.largest = largest_in(in.take(header - header_bytes));
  s.data = in.rest();
  return s;
}

void tcp_echo::hear(const ipv4_packet& packet, instant at) {
  const auto s = read(packet);
  if (!s) return;
  const peer from{packet.from, s->from_port};
  const auto found = s->to_port == port_ ? connections_.find(from) : connections_.end();
  if (found == connections_.end()) {
    const bool asks = (s->flags & (syn | ack | rst | fin)) == syn;
    if (asks && s->to_port == port_ && connections_.size() < most_connections) return open(from, *s, at);
    return refuse(from, *s, at);
  }
  connection& c = found->second;
  if ((s->flags & rst) != 0) {
    if (s->sequence == c.rcv_nxt) connections_.erase(found);
    return;
  }
  if ((s->flags & syn) != 0) {
    // Our answer was lost, or it is an old one: say where we are.
    if (!c.established) return send(from, c, c.snd_una, syn | ack, {}, at);
    return send(from, c, c.snd_nxt, ack, {}, at);
  }
  if ((s->flags & ack) == 0) return;
  if (!take_acknowledgement(c, *s, at)) {
    connections_.erase(found);
    return;
  }
  if (!c.established) return;
  const bool must_acknowledge = take_data(c, *s);
  push(from, c, must_acknowledge, at);
}

void tcp_echo::open(const peer& from, const segment& s, instant at) {
  connection c{};
  c.snd_una = next_initial_;
  c.snd_nxt = next_initial_ + 1;
  next_initial_ += between_initial_numbers;
  c.rcv_nxt = s.sequence + 1;
  c.snd_wnd = s.window;
  c.largest = std::min(s.largest, own_largest);
  c.patience = first_patience;
  c.again_at = at + c.patience;
  connections_[from] = c;
  send(from, c, c.snd_una, syn | ack, {}, at);
}

/// @returns false if that was the last one: the connection is over.
bool tcp_echo::take_acknowledgement(connection& c, const segment& s, instant at) {
  const std::int32_t forward = beyond(s.acknowledged, c.snd_una);
  if (beyond(s.acknowledged, c.snd_nxt) > 0 || forward < 0) return true;
  c.snd_wnd = s.window;
  if (forward == 0) return true;
  auto acknowledged = static_cast<std::uint32_t>(forward);
  if (!c.established) {
    c.established = true;
    --acknowledged;
  }
  const std::size_t bytes = std::min<std::size_t>(acknowledged, c.echo.size());
  c.echo.erase(c.echo.begin(), c.echo.begin() + static_cast<std::ptrdiff_t>(bytes));
  c.snd_una = s.acknowledged;
  c.tries = 0;
  c.patience = first_patience;
  c.again_at = c.snd_una == c.snd_nxt ? instant::never() : at + c.patience;
  return !(c.fin_sent && acknowledged > bytes);
}

/// @returns whether the segment wants an acknowledgement.
bool tcp_echo::take_data(connection& c, const segment& s) {
  const std::uint32_t length = length_of(s.flags, s.data.size());
  if (length == 0) return s.sequence != c.rcv_nxt;
  const std::int32_t old = beyond(c.rcv_nxt, s.sequence);
  if (old < 0 || static_cast<std::uint32_t>(old) >= length || c.fin_received) return true;
  const auto fresh = s.data.subspan(std::min<std::size_t>(static_cast<std::uint32_t>(old), s.data.size()));
  const std::size_t room = buffer_bytes - c.echo.size();
  const auto taken = fresh.first(std::min(fresh.size(), room));
  c.echo.insert(c.echo.end(), taken.begin(), taken.end());
  c.rcv_nxt += static_cast<std::uint32_t>(taken.size());
  if ((s.flags & fin) != 0 && taken.size() == fresh.size()) {
    ++c.rcv_nxt;
    c.fin_received = true;
  }
  return true;
}

/// Sends what the peer's window lets through, and an acknowledgement if nothing else carries one.
void tcp_echo::push(const peer& to, connection& c, bool must_acknowledge, instant at) {
  while (!c.fin_sent) {
    const std::size_t sent = c.snd_nxt - c.snd_una;
    const std::size_t unsent = c.echo.size() - sent;
    const std::size_t window = c.snd_wnd > sent ? c.snd_wnd - sent : 0;
    const std::size_t n = std::min({unsent, window, std::size_t{c.largest}});
    const bool ends = c.fin_received && n == unsent;
    if (n == 0 && !ends) break;
    const auto first = c.echo.begin() + static_cast<std::ptrdiff_t>(sent);
    const std::vector<std::byte> data(first, first + static_cast<std::ptrdiff_t>(n));
    const auto flags = static_cast<std::uint8_t>(ack | (n > 0 ? +psh : 0) | (ends ? +fin : 0));
    send(to, c, c.snd_nxt, flags, data, at);
    c.snd_nxt += length_of(flags, n);
    c.fin_sent = ends;
    must_acknowledge = false;
  }
  // What waits for a window waits with the timer, too.
  const bool waits = c.snd_nxt != c.snd_una || !c.echo.empty();
  if (waits && c.again_at == instant::never()) c.again_at = at + c.patience;
  if (must_acknowledge) send(to, c, c.snd_nxt, ack, {}, at);
}

void tcp_echo::advance_to(instant now) {
  for (auto it = connections_.begin(); it != connections_.end();) {
    auto& [to, c] = *it;
    const instant at = c.again_at;
    if (at > now) {
      ++it;
      continue;
    }
    if (++c.tries > most_tries) {
      send(to, c, c.snd_nxt, rst | ack, {}, at);
      it = connections_.erase(it);
      continue;
    }
    c.patience = c.patience * 2;
    c.again_at = at + c.patience;
    if (!c.established) {
      send(to, c, c.snd_una, syn | ack, {}, at);
    } else {
      // From the first unacknowledged byte on; a closed window is tried with one byte.
      c.snd_nxt = c.snd_una;
      c.fin_sent = false;
      c.snd_wnd = std::max<std::uint16_t>(c.snd_wnd, 1);
      push(to, c, false, at);
    }
    ++it;
  }
}

instant tcp_echo::next_event() const {
  instant next = instant::never();
  for (const auto& [to, c] : connections_) next = std::min(next, c.again_at);
  return next;
}

void tcp_echo::send(const peer& to, const connection& c, std::uint32_t sequence, std::uint8_t flags,
                    std::span<const std::byte> data, instant at) {
  const auto window = static_cast<std::uint16_t>(buffer_bytes - c.echo.size());
  send_segment(to, {port_, to.port, sequence, c.rcv_nxt, flags, window, own_largest, data}, at);
}

void tcp_echo::refuse(const peer& to, const segment& s, instant at) {
  if ((s.flags & rst) != 0) return;
  const bool knows = (s.flags & ack) != 0;
  send_segment(to,
               {s.to_port,
                s.from_port,
                knows ? s.acknowledged : 0,
                knows ? 0 : s.sequence + length_of(s.flags, s.data.size()),
                static_cast<std::uint8_t>(knows ? +rst : rst | ack),
                0,
                0,
                {}},
               at);
}

void tcp_echo::send_segment(const peer& to, const segment& s, instant at) {
  const bool tells_largest = (s.flags & syn) != 0;
  packet_writer out;
  out.u16(s.from_port).u16(s.to_port).u32(s.sequence).u32(s.acknowledged);
  out.u8(tells_largest ? 0x60 : 0x50).u8(s.flags).u16(s.window).u16(0).u16(0);
  if (tells_largest) out.u8(2).u8(4).u16(s.largest);
  out.bytes(s.data);
  const std::uint32_t sum = pseudo_header_sum(own_, to.address, ip_protocol::tcp, out.all().size());
  out.patch_u16(16, internet_checksum(out.all(), sum));
  output_.send_ip(to.address, ip_protocol::tcp, out.all(), at);
}

}  // namespace trapline::devices
