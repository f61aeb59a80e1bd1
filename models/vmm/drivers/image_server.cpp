#include "models/vmm/drivers/image_server.h"

#include "models/vmm/drivers/device_os.h"

namespace trapline::vmm {

using devices::block_request;
using processor::account;

std::optional<devices::block_medium::outcome> image_server::start(const block_request& request, instant now,
                                                                  devices::block_client& client) {
  if (!user_->where().near()) return outcome{carry_out(request), {}};
  request_ = request;
  client_ = &client;
  os_.ask(*this, user_->where(), now);
  return std::nullopt;
}

void image_server::run(processor::physical_processor& cpu, device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  os.charge_process(m, cpu, user_->where().owner());
  // Reading or writing the file.
  m.charge(cpu, os.costs(), image_request);
  const bool ok = carry_out(request_);
  os.owe_call();
  os.settle(m, cpu, at_interrupt);
  os.call_models(m, cpu, [&] { client_->transfer_done(ok, cpu.now()); });
}

bool image_server::carry_out(const block_request& r) {
  switch (r.what) {
    case block_request::kind::read:
      return image_.read(r.lba, r.data);
    case block_request::kind::write:
      return image_.write(r.lba, r.data);
    case block_request::kind::flush:
      break;
  }
  return image_.flush();
}

}  // namespace trapline::vmm
