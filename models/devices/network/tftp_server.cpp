#include "models/devices/network/tftp_server.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace trapline::devices {

namespace {

enum opcode : std::uint16_t {
  read_request = 1,
  write_request = 2,
  data = 3,
  ack = 4,
  error = 5,
  option_ack = 6
};
enum error_code : std::uint16_t { no_such_file = 1, access_violation = 2, illegal = 4, unknown_transfer = 5 };
constexpr unsigned most_sendings = 6;
constexpr std::size_t largest_block = 1468;  // what fits in a frame
constexpr std::size_t most_transfers = 64;

/// A text up to its 0 byte; nothing if that is missing.
std::optional<std::string> text_of(packet_reader& in) {
  std::string text;
  while (!in.rest().empty()) {
    const auto c = static_cast<char>(in.u8());
    if (c == '\0') return text;
    text += c;
  }
  return {};
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::uint16_t port_after(std::uint16_t port) {
  return std::max(static_cast<std::uint16_t>(port + 1), tftp_server::first_transfer_port);
}

/// Line ends as two characters.
std::vector<std::byte> netascii(std::span<const std::byte> file) {
  std::vector<std::byte> all;
  for (const std::byte b : file) {
    if (b == std::byte{'\n'}) all.push_back(std::byte{'\r'});
    all.push_back(b);
    if (b == std::byte{'\r'}) all.push_back(std::byte{0});
  }
  return all;
}

}  // namespace

void tftp_server::hear(const udp_datagram& d, instant at) {
  packet_reader in{d.data};
  const std::uint16_t what = in.u16();
  if (!in.whole()) return;
  if (d.to_port == port) {
    if (what == read_request) return begin(d, at);
    if (what == write_request) refuse(d, port, access_violation, "Files are read only", at);
    return;
  }
  const auto found = transfers_.find(d.to_port);
  if (found == transfers_.end() || found->second.client != d.from ||
      found->second.client_port != d.from_port) {
    if (what != error) refuse(d, d.to_port, unknown_transfer, "Unknown transfer ID", at);
    return;
  }
  if (what == ack) {
    const std::uint16_t block = in.u16();
    if (in.whole()) acknowledged(found->second, block, at);
  } else {
    transfers_.erase(found);
    if (what != error) refuse(d, d.to_port, illegal, "Illegal TFTP operation", at);
  }
}

void tftp_server::begin(const udp_datagram& d, instant at) {
  packet_reader in{d.data.subspan(2)};
  const auto name = text_of(in);
  const auto mode = text_of(in);
  const std::string kind = mode ? lower_case(*mode) : "";
  if (!name || (kind != "octet" && kind != "netascii"))
    return refuse(d, port, illegal, "Illegal TFTP operation", at);
  // A request that was sent again begins no second transfer.
  for (auto& [own_port, t] : transfers_)
    if (t.client == d.from && t.client_port == d.from_port) return;
  auto file = files_ != nullptr ? files_->find(*name) : std::nullopt;
  if (!file || transfers_.size() >= most_transfers)
    return refuse(d, port, no_such_file, "File not found", at);

  while (transfers_.contains(next_port_)) next_port_ = port_after(next_port_);
  transfer& t = transfers_[next_port_];
  t.client = d.from;
  t.client_port = d.from_port;
  t.own_port = next_port_;
  next_port_ = port_after(next_port_);
  t.file = kind == "netascii" ? netascii(*file) : std::move(*file);

  packet_writer accepted;
  accepted.u16(option_ack);
  while (const auto option = text_of(in)) {
    const auto text = text_of(in);
    if (!text) break;
    std::size_t value = 0;
    const auto [rest, wrong] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (wrong != std::errc{} || rest != text->data() + text->size()) continue;
    const std::string what = lower_case(*option);
    if (what == "blksize" && value >= 8 && value <= 65'464)
      t.block_bytes = value = std::min(value, largest_block);
    else if (what == "timeout" && value >= 1 && value <= 255)
      t.patience = duration::s(value);
    else if (what == "tsize")
      value = t.file.size();
    else
      continue;
    accepted.text(*option).u8(0).text(std::to_string(value)).u8(0);
  }
  if (accepted.all().size() > 2) return send(t, std::move(accepted.all()), at);
  t.block = 1;
  send_block(t, at);
}

void tftp_server::acknowledged(transfer& t, std::uint16_t block, instant at) {
  // An acknowledgement that comes twice is no reason to send the next block twice.
  if (block != static_cast<std::uint16_t>(t.block)) return;
  const bool was_last = t.block > 0 && t.block * t.block_bytes > t.file.size();
  if (was_last) {
    transfers_.erase(t.own_port);
    return;
  }
  ++t.block;
  send_block(t, at);
}

void tftp_server::send_block(transfer& t, instant at) {
  const std::size_t from = std::min((t.block - 1) * t.block_bytes, t.file.size());
  const std::size_t size = std::min(t.block_bytes, t.file.size() - from);
  packet_writer out;
  out.u16(data).u16(static_cast<std::uint16_t>(t.block)).bytes(std::span{t.file}.subspan(from, size));
  send(t, std::move(out.all()), at);
}

void tftp_server::send(transfer& t, std::vector<std::byte> packet, instant at) {
  t.last = std::move(packet);
  t.sendings = 0;
  send_last(t, at);
}

void tftp_server::send_last(transfer& t, instant at) {
  ++t.sendings;
  t.again_at = at + t.patience;
  output_.send_ip(t.client, ip_protocol::udp, make_udp({own_, t.client, t.own_port, t.client_port, t.last}),
                  at);
}

void tftp_server::refuse(const udp_datagram& d, std::uint16_t from_port, std::uint16_t code,
                         std::string_view why, instant at) {
  packet_writer out;
  out.u16(error).u16(code).text(why).u8(0);
  output_.send_ip(d.from, ip_protocol::udp, make_udp({own_, d.from, from_port, d.from_port, out.all()}), at);
}

void tftp_server::advance_to(instant now) {
  for (auto it = transfers_.begin(); it != transfers_.end();) {
    transfer& t = it->second;
    const bool due = t.again_at <= now;
    if (due && t.sendings >= most_sendings) {
      it = transfers_.erase(it);
      continue;
    }
    if (due) send_last(t, t.again_at);
    ++it;
  }
}

instant tftp_server::next_event() const {
  instant next = instant::never();
  for (const auto& [own_port, t] : transfers_) next = std::min(next, t.again_at);
  return next;
}

}  // namespace trapline::devices
