#include "models/vmm/installation/file_channel.h"

#include <algorithm>

namespace trapline::vmm {

namespace {

constexpr std::uint64_t sectors_a_page = image_page_bytes / devices::sector_bytes;
constexpr std::uint64_t sectors_at_once = 128;

}  // namespace

void file_channel::begin(const device_image& image) {
  file_ = files_.at(&image);
  sectors_read_ = pages_handed_ = 0;
  ok_ = true;
}

image_channel::turn file_channel::go_on(processor::step_meter& m, processor::physical_processor& cpu,
                                        device_os& os) {
  if (!ok_) return turn::failed;
  if (sectors_read_ < std::min((pages_handed_ + 1) * sectors_a_page, file_->sectors())) {
    const std::uint64_t count = std::min(sectors_at_once, file_->sectors() - sectors_read_);
    buffer_.resize(static_cast<std::size_t>(count * devices::sector_bytes));
    cpu.take_turn();
    file_->start({devices::block_request::kind::read, sectors_read_, buffer_}, cpu.now(), *this);
    sectors_read_ += count;
    return turn::waits;
  }
  m.charge(cpu, os.costs(), read_image);
  m.charge(cpu, os.costs(), paths_.hand_over);
  m.charge(cpu, os.costs(), copy_page);
  ++pages_handed_;
  return turn::page;
}

void file_channel::transfer_done(bool ok, instant at) {
  ok_ = ok;
  resume(at);
}

}  // namespace trapline::vmm
