#include "models/vmm/board/board.h"

#include <algorithm>
#include <tuple>

#include "models/vmm/virtual_time/virtual_time.h"

namespace trapline::vmm {

board::board(std::string owner, std::string path, run_statistics* statistics, virtual_time* time)
    : owner_{std::move(owner)}, path_{std::move(path)}, statistics_{statistics}, time_{time} {}

device_model& board::add(std::string device, std::unique_ptr<device_parts> parts, model_host& where) {
  return models_.emplace_back(std::move(device), std::move(parts), where, bus_, statistics_, owner_, path_,
                              time_);
}

devices::line_sink& board::end_of(const device_parts::interrupt& i) {
  if (i.ticks == nullptr || time_ == nullptr) return controller_->irq(i.irq);
  return time_->add(i.irq, *i.ticks, *controller_, controller_model_->where());
}

std::pair<devices::interrupt_controller*, device_model*> board::external_controller() {
  for (device_model& m : models_)
    for (const device_parts::chip& c : m.parts().chips())
      if (auto* found = dynamic_cast<devices::interrupt_controller*>(c.it))
        if (dynamic_cast<devices::local_interrupt_controller*>(c.it) == nullptr) return {found, &m};
  return {};
}

void board::connect(devices::line_sink& processor, place near, line_carrier* carrier) {
  for (device_model& from : models_)
    for (const device_parts::output& out : from.parts().outputs())
      for (device_model& to : models_)
        for (const device_parts::input& in : to.parts().inputs())
          if (in.wire == out.wire) out.line->connect(*in.sink);
  connect_dma();

  std::tie(local_, local_model_) = role<devices::local_interrupt_controller>();
  std::tie(controller_, controller_model_) = external_controller();
  if (local_ != nullptr) local_->stand_before(*controller_);
  const place controller_is_in = controller_model_->where().at();
  for (device_model& from : models_)
    for (const device_parts::interrupt& i : from.parts().interrupts()) {
      const bool guest_time = i.ticks != nullptr && time_ != nullptr && time_->can_stop();
      interrupt_wire& wire =
          wires_.emplace_back(from, *i.line, end_of(i), carrier, guest_time ? time_ : nullptr);
      if (heard_)
        wire.tell([this, name = "irq" + std::to_string(i.irq) + " " + from.device()](bool high, instant at) {
          heard_(name, high, at);
        });
      wire.connect(controller_is_in);
    }
  processor_is_in_ = near;
  if (local_ != nullptr) {
    local_wire_ = std::make_unique<interrupt_wire>(*controller_model_, controller_->intr(),
                                                   local_->external_request(), carrier, nullptr);
    local_wire_->connect(local_model_->where().at());
  }
  device_model& last = local_ != nullptr ? *local_model_ : *controller_model_;
  processor_wire_ = std::make_unique<interrupt_wire>(last, controller().intr(), processor, carrier, nullptr);
  processor_wire_->connect(near);
}

void board::connect_dma() {
  for (device_model& by : models_)
    for (const device_parts::dma_demand& wanted : by.parts().dma_demands())
      for (device_model& of : models_)
        for (const device_parts::dma_supply& c : of.parts().dma_supplies())
          if (c.number == wanted.number) wanted.connect(*c.channel);
}

void board::listen(std::string_view wire, std::function<void(bool, bool, instant)> changed) {
  for (device_model& m : models_)
    for (const device_parts::output& out : m.parts().outputs())
      if (out.wire == wire) {
        const auto any = [this, name = out.wire] {
          return std::ranges::any_of(models_, [&](device_model& each) {
            return std::ranges::any_of(each.parts().outputs(), [&](const device_parts::output& o) {
              return o.wire == name && o.line->high();
            });
          });
        };
        out.line->connect(
            ears_.emplace_back([any, changed](bool high, instant at) { changed(high, any(), at); }));
      }
}

void board::drive(std::string_view wire, bool high, instant at) {
  for (device_model& m : models_)
    for (const device_parts::input& in : m.parts().inputs())
      if (in.wire == wire) in.sink->set_level(high, at);
}

device_model* board::find(std::string_view device) {
  const auto found =
      std::ranges::find_if(models_, [&](const device_model& m) { return m.device() == device; });
  return found == models_.end() ? nullptr : &*found;
}

device_model* board::listener(std::string_view wire) {
  const auto found = std::ranges::find_if(models_, [&](device_model& m) {
    return std::ranges::any_of(m.parts().inputs(), [&](const auto& in) { return in.wire == wire; });
  });
  return found == models_.end() ? nullptr : &*found;
}

device_model* board::user_of(const devices::block_medium& medium) {
  const auto found = std::ranges::find_if(models_, [&](const device_model& m) {
    return std::ranges::find(m.parts().media(), &medium) != m.parts().media().end();
  });
  return found == models_.end() ? nullptr : &*found;
}

void board::move(device_model& model, model_host& to, instant now) {
  if (&model.where() == &to) return;
  model.move_to(to);
  const bool is_controller = &model == controller_model_;
  for (interrupt_wire& w : wires_)
    if (&w.from() == &model || is_controller) w.take_way_to(controller_model_->where().at(), now);
  if (is_controller && time_ != nullptr) time_->controller_moved(to);
  if (local_wire_ && (is_controller || &model == local_model_))
    local_wire_->take_way_to(local_model_->where().at(), now);
  if (&model == (local_wire_ ? local_model_ : controller_model_))
    processor_wire_->take_way_to(processor_is_in_, now);
}

void board::reset(instant at) {
  for (device_model& m : models_) m.reset(at);
}

void board::power_off() {
  for (device_model& m : models_) m.withdraw_timers();
}

void board::set_up(const boot_setting& s, instant at) {
  for (device_model& m : models_) m.parts().set_up(s, at);
  for (device_model& m : models_) m.rearm();
}

void board::send_rest() {
  for (device_model& m : models_) m.parts().send_rest();
}

}  // namespace trapline::vmm
