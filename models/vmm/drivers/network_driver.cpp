#include "models/vmm/drivers/network_driver.h"

#include "models/vmm/drivers/device_os.h"

namespace trapline::vmm {

using devices::ethernet_frame;
using processor::account;
using processor::physical_processor;
using processor::step_meter;

namespace {

constexpr std::uint16_t base = 0x300, data_port = base + 0x10;

// Registers of page 0 and 1 as they are written (DP8390D data sheet, 10.2).
enum reg : std::uint16_t {
  command = 0x0,
  page_start = 0x1,
  page_stop = 0x2,
  boundary = 0x3,
  transmit_page = 0x4,
  transmit_count = 0x5,
  interrupt_status = 0x7,
  remote_address = 0x8,
  remote_count = 0xA,
  receive_configuration = 0xC,
  transmit_configuration = 0xD,
  data_configuration = 0xE,
  interrupt_mask = 0xF,
  current_page = 0x7,  // page 1
  multicast = 0x8      // page 1
};

enum command_word : std::uint8_t {
  stop = 0x21,  // and no remote DMA
  run_page_0 = 0x22,
  run_page_1 = 0x62,
  remote_read = 0x0A,
  remote_write = 0x12,
  send = 0x26
};

enum interrupt : std::uint8_t {
  received = 0x01,
  sent = 0x02,
  receive_error = 0x04,
  send_error = 0x08,
  overflow = 0x10,
  in_reset = 0x80
};
constexpr std::uint8_t wanted = received | sent | receive_error | send_error | overflow;

// The card's 16 KiB: six pages for a frame to send, the rest is the ring.
constexpr std::uint8_t send_page = 0x40, ring_start = 0x46, ring_stop = 0x80;
constexpr std::size_t page_bytes = 0x100, ring_header_bytes = 4;

void put(physical_processor& cpu, unsigned r, std::uint32_t value) {
  cpu.io_write(static_cast<std::uint16_t>(base + r), 1, value & 0xFF, account::service_os);
}
std::uint8_t get(physical_processor& cpu, unsigned r) {
  return static_cast<std::uint8_t>(cpu.io_read(static_cast<std::uint16_t>(base + r), 1, account::service_os));
}

void begin_remote(physical_processor& cpu, command_word direction, std::uint32_t address, std::size_t bytes) {
  put(cpu, remote_address, address);
  put(cpu, remote_address + 1, address >> 8);
  put(cpu, remote_count, static_cast<std::uint32_t>(bytes));
  put(cpu, remote_count + 1, static_cast<std::uint32_t>(bytes >> 8));
  put(cpu, command, direction);
}

/// @return so many bytes from there on; within the ring the controller turns at its end.
std::vector<std::byte> read_buffer(physical_processor& cpu, std::uint32_t address, std::size_t bytes) {
  const std::size_t whole_words = bytes + bytes % 2;
  begin_remote(cpu, remote_read, address, whole_words);
  std::vector<std::byte> all;
  for (std::size_t i = 0; i < whole_words; i += 2) {
    const std::uint32_t word = cpu.io_read(data_port, 2, account::service_os);
    all.push_back(static_cast<std::byte>(word));
    all.push_back(static_cast<std::byte>(word >> 8));
  }
  all.resize(bytes);
  return all;
}

std::uint8_t page_before(std::uint8_t page) {
  return page == ring_start ? ring_stop - 1 : static_cast<std::uint8_t>(page - 1);
}

}  // namespace

void network_driver::set_up(physical_processor& cpu) { start(cpu); }

void network_driver::start(physical_processor& cpu) {
  constexpr std::uint8_t words_and_no_loopback = 0x49, everything = 0x1C;
  put(cpu, command, stop);
  put(cpu, data_configuration, words_and_no_loopback);
  put(cpu, remote_count, 0);
  put(cpu, remote_count + 1, 0);
  put(cpu, receive_configuration, everything);
  put(cpu, transmit_configuration, 0);
  put(cpu, page_start, ring_start);
  put(cpu, page_stop, ring_stop);
  put(cpu, boundary, ring_start);
  put(cpu, interrupt_status, 0xFF);
  put(cpu, command, stop | 0x40);  // page 1
  for (unsigned i = 0; i < 8; ++i) put(cpu, multicast + i, 0xFF);
  next_page_ = ring_start + 1;
  put(cpu, current_page, next_page_);
  put(cpu, command, run_page_0);
  put(cpu, interrupt_mask, wanted);
}

void network_driver::transmit(const ethernet_frame& frame, instant now) {
  if (waiting_.size() == capacity) {
    ++lost_;
    return;
  }
  waiting_.push_back(frame);
  if (const step_meter* by = os_.at_work().steps()) led_by(*by);
  os_.submit(*this, now);
}

void network_driver::run(physical_processor& cpu, device_os& os) {
  step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  while (const unsigned status = get(cpu, interrupt_status) & wanted) {
    put(cpu, interrupt_status, status);
    if ((status & (sent | send_error)) != 0) sending_ = false;
    if ((status & overflow) != 0)
      recover_from_overflow(m, cpu);
    else if ((status & received) != 0)
      take_frames(m, cpu);
  }
  if (!sending_ && !waiting_.empty()) send_next(cpu);
}

void network_driver::take_frames(step_meter& m, physical_processor& cpu) {
  for (;;) {
    put(cpu, command, run_page_1);
    const std::uint8_t current = get(cpu, current_page);
    put(cpu, command, run_page_0);
    if (current == next_page_) return;
    const std::uint32_t at = next_page_ * page_bytes;
    const std::vector<std::byte> header = read_buffer(cpu, at, ring_header_bytes);
    const auto length = std::to_integer<std::size_t>(header[2]) | std::to_integer<std::size_t>(header[3])
                                                                      << 8;
    ethernet_frame frame{read_buffer(cpu, at + ring_header_bytes, length)};
    next_page_ = std::to_integer<std::uint8_t>(header[1]);
    put(cpu, boundary, page_before(next_page_));
    bridge_.arrived(m, cpu, frame);
  }
}

/// The data sheet's procedure; in place of its wait of 1.6 ms the reset bit is watched.
void network_driver::recover_from_overflow(step_meter& m, physical_processor& cpu) {
  constexpr std::uint8_t loopback = 0x02;
  put(cpu, command, stop);
  while ((get(cpu, interrupt_status) & in_reset) == 0) {
  }
  put(cpu, remote_count, 0);
  put(cpu, remote_count + 1, 0);
  // A transmission that was under way has come to its end.
  if ((get(cpu, interrupt_status) & (sent | send_error)) != 0) sending_ = false;
  put(cpu, transmit_configuration, loopback);
  put(cpu, command, run_page_0);
  take_frames(m, cpu);
  put(cpu, interrupt_status, overflow);
  put(cpu, transmit_configuration, 0);
}

void network_driver::send_next(physical_processor& cpu) {
  const ethernet_frame frame = std::move(waiting_.front());
  waiting_.pop_front();
  // The controller appends the check sequence itself.
  const std::span<const std::byte> bytes =
      std::span{frame.bytes}.first(frame.bytes.size() - devices::ethernet::fcs_bytes);
  const std::size_t whole_words = bytes.size() + bytes.size() % 2;
  begin_remote(cpu, remote_write, send_page * page_bytes, whole_words);
  for (std::size_t i = 0; i < whole_words; i += 2) {
    const auto upper = i + 1 < bytes.size() ? bytes[i + 1] : std::byte{};
    cpu.io_write(data_port, 2,
                 std::to_integer<std::uint32_t>(bytes[i]) | std::to_integer<std::uint32_t>(upper) << 8,
                 account::service_os);
  }
  put(cpu, transmit_page, send_page);
  put(cpu, transmit_count, static_cast<std::uint32_t>(bytes.size()));
  put(cpu, transmit_count + 1, static_cast<std::uint32_t>(bytes.size() >> 8));
  sending_ = true;
  put(cpu, command, send);
}

}  // namespace trapline::vmm
