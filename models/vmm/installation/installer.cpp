#include "models/vmm/installation/installer.h"

#include <algorithm>
#include <utility>

namespace trapline::vmm {

using processor::physical_processor;
using processor::step_meter;

namespace {

std::uint64_t pages_of(std::uint64_t bytes) {
  return std::max<std::uint64_t>((bytes + image_page_bytes - 1) / image_page_bytes, 1);
}

std::uint64_t state_bytes(const device_model& m) {
  std::uint64_t bytes = 0;
  for (const std::vector<std::byte>& chip : m.save_state()) bytes += chip.size();
  return bytes;
}

}  // namespace

installer::installer(device_os& os, records& room, clock_domain clock, bus::wakeup& timer,
                     image_library& images, const install_paths& paths)
    : os_{os}, room_{room}, clock_{clock}, timer_{timer}, images_{images}, paths_{paths} {}

void installer::ask(install_request what, instant at) {
  const auto after = std::ranges::upper_bound(asked_, at, {}, &asked_for::at);
  asked_.insert(after, {at, std::move(what)});
  if (!working_) timer_.call_at(asked_.front().at, *this);
}

place installer::home_of(virtual_machine& vm, const std::string& device) const {
  const auto found = came_from_.find({&vm, device});
  return found == came_from_.end() ? vm.far.at() : found->second;
}

void installer::wake(instant at) {
  if (working_ || asked_.empty()) return;
  asked_for first = std::move(asked_.front());
  asked_.pop_front();
  begin(std::move(first), at);
}

void installer::begin(asked_for what, instant at) {
  working_ = true;
  now_ = std::move(what.what);
  record_ = {.vm = now_.vm->name(),
             .device = now_.device,
             .from = {},
             .to = {},
             .channel = std::string{takes_out() ? "none" : now_.channel->name()},
             .asked_by = now_.asked_by,
             .begin = what.at,
             .end = {},
             .held_up = {},
             .result = {},
             .reason = {},
             .steps = {}};
  story_.open(clock_.edge_not_before(what.at));
  waits_for_ = &install_waits;
  here_ = 401;
  next_ = &installer::probe;
  os_.submit(*this, at);
}

void installer::resume(instant at) { os_.submit(*this, at); }

void installer::run(physical_processor& cpu, device_os&) {
  step_meter m;
  m.open(cpu);
  story_.wait_until(m.began(), *waits_for_);
  waits_for_ = &install_waits;
  os_.charge_entry(m, cpu);
  os_.charge_process(m, cpu, this);
  (this->*next_)(cpu, m);
  story_.add(m, here_);
  cpu.take_turn();
  if (!record_.result.empty()) return close(cpu.now());
  if (waits_for_ == &install_waits) os_.submit(*this, cpu.now());
}

void installer::probe(physical_processor& cpu, step_meter& m) {
  if (now_.asked_by != "policy") m.charge(cpu, os_.costs(), paths_.ask);
  m.charge(cpu, os_.costs(), is_installed);
  cpu.take_turn();
  model_ = now_.vm->devices.find(now_.device);
  image_ = takes_out() ? nullptr : images_.image_of(now_.vm->name(), now_.device);
  to_ = &now_.vm->host(now_.to.value_or(home_of(*now_.vm, now_.device)));
  record_.from = model_ == nullptr ? "none" : name_of(model_->where().at());
  record_.to = name_of(to_->at());
  if (const std::string reason = reason_against(); !reason.empty()) return refuse(reason);
  if (takes_out()) {
    here_ = 402;
    next_ = &installer::switch_over;
    return;
  }
  pages_left_ = pages_of(image_->bytes());
  now_.channel->resume = [this](instant at) { resume(at); };
  now_.channel->begin(*image_);
  next_ = &installer::fetch;
}

std::string installer::reason_against() const {
  if (now_.vm->fate.end()) return "the VM has ended";
  if (model_ == nullptr) return "the VM has no device " + now_.device;
  if (&model_->where() == to_) return "the model of " + now_.device + " is in " + record_.to + " already";
  if (!takes_out() && image_ == nullptr) return "there is no image of " + now_.device;
  return {};
}

void installer::fetch(physical_processor& cpu, step_meter& m) {
  here_ = 402;
  switch (now_.channel->go_on(m, cpu, os_)) {
    case image_channel::turn::page:
      if (--pages_left_ > 0) return;
      pages_left_ = pages_of(image_->bytes());
      next_ = &installer::verify;
      return;
    case image_channel::turn::waits:
      waits_for_ = &image_comes;
      return;
    case image_channel::turn::failed:
      return refuse(now_.channel->trouble());
  }
}

void installer::verify(physical_processor& cpu, step_meter& m) {
  m.charge(cpu, os_.costs(), verify_page);
  if (--pages_left_ > 0) return;
  if (const std::string fault = image_->fault(now_.vm->devices, *model_); !fault.empty())
    return refuse(fault);
  next_ = &installer::switch_over;
}

void installer::switch_over(physical_processor& cpu, step_meter& m) {
  cpu.take_turn();
  const instant from = cpu.now();
  m.charge(cpu, os_.costs(), quiesce);
  for (std::uint64_t pages = pages_of(state_bytes(*model_)); pages > 0; --pages)
    m.charge(cpu, os_.costs(), transfer);
  model_->close_until(cpu.now());
  std::string trouble;
  os_.call_models(m, cpu, [&] { trouble = change_places(cpu.now()); });
  if (!trouble.empty()) {
    record_.held_up = cpu.now() - from;
    return refuse(trouble);
  }
  m.charge(cpu, os_.costs(), serve);
  model_->close_until(cpu.now());
  record_.held_up = cpu.now() - from;
  record_.result = takes_out() ? "removed" : "installed";
}

std::string installer::change_places(instant now) {
  if (now_.vm->fate.end()) return "the VM has ended";
  if (image_ != nullptr)
    if (std::string trouble = image_->take_over(*model_); !trouble.empty()) return trouble;
  if (takes_out()) model_->serve_by(nullptr);
  const place before = model_->where().at();
  now_.vm->devices.move(*model_, *to_, now);
  if (!takes_out()) came_from_.try_emplace({now_.vm, now_.device}, before);
  return {};
}

void installer::refuse(std::string reason) {
  record_.result = "refused";
  record_.reason = std::move(reason);
}

void installer::close(instant at) {
  record_.end = at;
  record_.steps = story_.steps();
  room_.close(closed_install{record_});
  working_ = false;
  if (!asked_.empty()) timer_.call_at(std::max(at, asked_.front().at), *this);
}

}  // namespace trapline::vmm
