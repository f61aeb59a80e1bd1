#include "platform/machine/pc.h"

#include "models/devices/vga_text_mode.h"
#include "platform/machine/cmos_setup.h"

namespace trapline {

namespace {

/// A power-on controller with the drive that a PC would have for this disk.
std::array<floppy_drive, 2> put_in(devices::i82077& controller, devices::block_medium* disk) {
  if (disk == nullptr) return {};
  const std::uint64_t bytes = disk->sectors() * devices::sector_bytes;
  const devices::floppy_format format = devices::floppy_format_for(bytes).value();
  controller.attach(0, devices::drive_for(format));
  controller.insert(0, *disk, format, instant{});
  return {static_cast<floppy_drive>(format.cmos_type), floppy_drive::none};
}

}  // namespace

pc::pc(const pc_surroundings& s)
    : rtc{s.start},
      uart{s.serial},
      uart2{s.serial2, 0x2f8},
      dma{s.memory},
      floppy{{.mechanical = s.floppy_turns}} {
  add("pit", "i8254", pit);
  add("pit", "port_61", port_61);
  add("pic", "i8259", pic);
  add("rtc", "mc146818", rtc);
  add("keyboard", "i8042", keyboard);
  add("system", "port_92", port_92);
  add("uart", "ns16550", uart);
  add("uart2", "ns16550_2", uart2);
  add("floppy", "i8237", dma);
  add("floppy", "i82077", floppy);
  add("vga", "vga", vga);
  add("post", "post", post);
  interrupts_ = {{"pit", &pit.out(0), 0},       {"keyboard", &keyboard.irq1(), 1},
                 {"uart2", &uart2.irq(), 3},    {"uart", &uart.irq(), 4},
                 {"rtc", &rtc.irq(), 8},        {"keyboard", &keyboard.irq12(), 12},
                 {"floppy", &floppy.irq, 6}};
  // IRQ0 is edge-triggered whatever ELCR says: a monitor's timer need not go off for OUT's falls.
  pit.out(0).tell_falls_late();
  floppy.connect_dma(dma.channel(2));
  if (s.log != nullptr) {
    debug = std::make_unique<devices::debug_port>(*s.log);
    add("debug", "debug_port", *debug);
  }
  if (s.control != nullptr) {
    control = std::make_unique<devices::guest_control>(*s.control);
    add("debug", "guest_control", *control);
  }
  if (s.files != nullptr) {
    fw_cfg = std::make_unique<devices::fw_cfg>(s.memory_bytes, std::uint16_t{1});
    for (const auto& [name, content] : *s.files) fw_cfg->add_file(name, content);
    add("fw_cfg", "fw_cfg", *fw_cfg);
  }
  if (s.disk != nullptr) {
    disk = std::make_unique<devices::ata_disk>(*s.disk);
    add("disk", "ata", *disk);
    interrupts_.push_back({"disk", &disk->intrq, 14});
  }
  port_92.security_lock().connect(rtc.security_lock());
  set_up_cmos(
      rtc,
      {.memory_bytes = s.memory_bytes, .has_disk = s.disk != nullptr, .floppies = put_in(floppy, s.floppy)});
}

void pc::add(std::string_view device, std::string name, devices::device& it) {
  chips_.push_back({device, std::move(name), &it});
}

line_function& pc::on(devices::output_line& line, std::function<void(bool, instant)> f) {
  line_function& sink = joined_.emplace_back(std::move(f));
  line.connect(sink);
  return sink;
}

void pc::connect_a20(std::function<void(bool)> f) {
  const auto either = [this, f = std::move(f)](bool, instant) {
    f(keyboard.a20().high() || port_92.a20().high());
  };
  on(keyboard.a20(), either);
  on(port_92.a20(), either);
}

void pc::connect_reset(std::function<void(instant)> f) {
  const auto rising = [f = std::move(f)](bool high, instant at) {
    if (high) f(at);
  };
  on(keyboard.reset_request(), rising);
  on(port_92.fast_reset(), rising);
}

void pc::set_up_as_loaders_do(const loader_set_up& wanted, instant at) {
  constexpr std::uint8_t a20_open = 0x02;
  if (wanted.instead_of_bios) {
    port_92.write(0, 1, a20_open, at);
    keyboard.set_up_as_firmware_does(at);
  }
  if (wanted.text_screen) devices::set_text_mode_3(vga, wanted.font, at);
}

void pc::send_rest() {
  uart.send_rest();
  uart2.send_rest();
}

void pc::reset(instant at) {
  for (const chip& c : chips_) c.it->reset(at);
}

}  // namespace trapline
