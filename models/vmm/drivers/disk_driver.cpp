#include "models/vmm/drivers/disk_driver.h"

#include <cstring>

#include "models/vmm/drivers/device_os.h"

namespace trapline::vmm {

using devices::block_request;
using devices::sector_bytes;
using processor::account;
using processor::physical_processor;

namespace {

// The task file of the first ATA channel (ATA-6, 7.x).
constexpr std::uint16_t data_port = 0x1f0;
constexpr std::uint16_t count_port = 0x1f2;
constexpr std::uint16_t lba_low_port = 0x1f3;
constexpr std::uint16_t lba_mid_port = 0x1f4;
constexpr std::uint16_t lba_high_port = 0x1f5;
constexpr std::uint16_t device_port = 0x1f6;
constexpr std::uint16_t command_port = 0x1f7;
constexpr std::uint16_t alternate_status_port = 0x3f6;  // written: the device control register

constexpr std::uint32_t busy = 0x80;
constexpr std::uint32_t data_request = 0x08;
constexpr std::uint32_t failed = 0x21;  // DF, ERR
constexpr std::uint32_t lba_mode = 0x40;

std::uint32_t command_for(block_request::kind what) {
  switch (what) {
    case block_request::kind::read:
      return 0x24;
    case block_request::kind::write:
      return 0x34;
    case block_request::kind::flush:
      return 0xea;
  }
  return 0;
}

}  // namespace

disk_driver::disk_driver(device_os& os) : os_{os} {}

disk_driver::range& disk_driver::add_range(std::uint64_t first, std::uint64_t count, bool writable) {
  return ranges_.emplace_back(*this, first, count, writable);
}

std::optional<devices::block_medium::outcome> disk_driver::range::start(const block_request& request,
                                                                        instant now,
                                                                        devices::block_client& client) {
  owner_.queue_.push_back({request, &client, user_});
  owner_.queue_.back().request.lba += first_;
  if (user_ != nullptr)
    owner_.os_.ask(owner_, user_->where(), now);
  else
    owner_.os_.submit(owner_, now);
  return std::nullopt;
}

void disk_driver::run(physical_processor& cpu, device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  if (issued_)
    advance(m, cpu);
  else
    // The drive's interrupt for what is finished already: reading the status acknowledges it.
    cpu.io_read(command_port, 1, account::service_os);
  if (!issued_ && !queue_.empty()) issue(m, cpu);
}

void disk_driver::take_from_firmware(physical_processor& cpu) {
  cpu.io_write(alternate_status_port, 1, 0, account::service_os);
  cpu.io_read(command_port, 1, account::service_os);
}

void disk_driver::issue(processor::step_meter& m, physical_processor& cpu) {
  const transfer& t = queue_.front();
  if (t.user != nullptr) os_.charge_request_taken(m, cpu, t.user->where());
  const auto put = [&](std::uint16_t port, std::uint64_t value) {
    cpu.io_write(port, 1, static_cast<std::uint32_t>(value & 0xff), account::service_os);
  };
  wait_while_busy(cpu);
  const std::uint64_t lba = t.request.lba;
  const std::uint64_t count = t.request.data.size() / sector_bytes;
  put(device_port, lba_mode);
  // Each register holds two bytes; the upper one goes first.
  put(count_port, count >> 8);
  put(lba_low_port, lba >> 24);
  put(lba_mid_port, lba >> 32);
  put(lba_high_port, lba >> 40);
  put(count_port, count);
  put(lba_low_port, lba);
  put(lba_mid_port, lba >> 8);
  put(lba_high_port, lba >> 16);
  put(command_port, command_for(t.request.what));
  issued_ = true;
  m.account_for(cpu, drivers_request);
  story_ = m;
  // The drive asks for a write's first sector without an interrupt.
  if (t.request.what == block_request::kind::write) {
    wait_while_busy(cpu);
    advance(m, cpu);
  }
}

std::uint32_t disk_driver::wait_while_busy(physical_processor& cpu) {
  for (;;) {
    const std::uint32_t status = cpu.io_read(alternate_status_port, 1, account::service_os);
    if ((status & busy) == 0) return status;
  }
}

void disk_driver::advance(processor::step_meter& m, physical_processor& cpu) {
  for (;;) {
    transfer& t = queue_.front();
    const std::uint32_t status = cpu.io_read(command_port, 1, account::service_os);
    if ((status & busy) != 0) return;
    if ((status & failed) != 0) return finish(m, cpu, false);
    if ((status & data_request) == 0) return finish(m, cpu, t.moved == t.request.data.size());
    if (t.moved == t.request.data.size()) return finish(m, cpu, false);
    move_sector(cpu, t);
    if (t.request.what == block_request::kind::read && t.moved == t.request.data.size())
      return finish(m, cpu, true);
  }
}

void disk_driver::move_sector(physical_processor& cpu, transfer& t) {
  const bool reading = t.request.what == block_request::kind::read;
  for (std::size_t i = 0; i < sector_bytes; i += 4, t.moved += 4) {
    std::byte* here = t.request.data.data() + t.moved;
    std::uint32_t value = 0;
    if (reading) {
      value = cpu.io_read(data_port, 4, account::service_os);
      std::memcpy(here, &value, sizeof value);
    } else {
      std::memcpy(&value, here, sizeof value);
      cpu.io_write(data_port, 4, value, account::service_os);
    }
  }
}

void disk_driver::finish(processor::step_meter& m, physical_processor& cpu, bool ok) {
  const transfer done = queue_.front();
  queue_.pop_front();
  issued_ = false;
  m.account_for(cpu, drivers_work);
  if (done.user != nullptr) os_.charge_answer(m, cpu, done.user->where());
  story_.continue_with(m, devices_own_time);
  os_.call_models(story_, cpu, [&] { done.client->transfer_done(ok, cpu.now()); });
}

}  // namespace trapline::vmm
