#include "tests/devices/specimens.h"

#include "models/devices/dma/i8237_pair.h"
#include "models/devices/interrupts/coprocessor_error.h"
#include "models/devices/interrupts/i8259_pair.h"
#include "models/devices/interrupts/local_apic.h"
#include "models/devices/keyboard/i8042.h"
#include "models/devices/memory_image.h"
#include "models/devices/network/ne2000.h"
#include "models/devices/parallel/parallel_printer.h"
#include "models/devices/serial/ns16550.h"
#include "models/devices/sound/opl3.h"
#include "models/devices/sound/sb16.h"
#include "models/devices/storage/ata_disk.h"
#include "models/devices/storage/i82077.h"
#include "models/devices/storage/image_medium.h"
#include "models/devices/system/debug_port.h"
#include "models/devices/system/fw_cfg.h"
#include "models/devices/system/guest_control.h"
#include "models/devices/system/post_port.h"
#include "models/devices/system/system_control_a.h"
#include "models/devices/system/system_control_b.h"
#include "models/devices/system/test_device.h"
#include "models/devices/timers/i8254.h"
#include "models/devices/timers/mc146818.h"
#include "models/devices/video/bochs_vbe.h"
#include "models/devices/video/vga.h"

namespace trapline::devices::test {

namespace {

struct timer final : specimen {
  timer() {
    listen(pit.out(0));
    listen(pit.out(1));
  }
  std::vector<device*> chips() override { return {&pit, &port_b}; }
  i8254 pit;
  system_control_b port_b{pit};
};

struct interrupt_controllers final : specimen {
  interrupt_controllers() { listen(pic.intr()); }
  std::vector<device*> chips() override { return {&pic}; }
  void stir(dice& die, instant now) override {
    if (die.one_in(3))
      pic.acknowledge(now);
    else
      pic.irq(die.below(16)).set_level(die.one_in(2), now);
  }
  i8259_pair pic;
};

struct clock final : specimen {
  clock() { listen(rtc.irq()); }
  std::vector<device*> chips() override { return {&rtc}; }
  void stir(dice& die, instant now) override { rtc.security_lock().set_level(die.one_in(2), now); }
  mc146818 rtc{{2005, 12, 10, 12, 0, 0}};
};

struct keyboard_controller final : specimen {
  keyboard_controller() {
    for (output_line* l : {&kbc.irq1(), &kbc.irq12(), &kbc.a20(), &kbc.reset_request()}) listen(*l);
  }
  std::vector<device*> chips() override { return {&kbc}; }
  void stir(dice& die, instant now) override {
    if (die.one_in(2))
      kbc.press({static_cast<key>(die.below(key_count)), die.one_in(2)}, now);
    else
      kbc.move_mouse(static_cast<int>(die.below(100)) - 50, 3, 0, now);
  }
  i8042 kbc;
};

struct serial_port final : specimen, private text_sink {
  serial_port() { listen(uart.irq()); }
  std::vector<device*> chips() override { return {&uart}; }
  void stir(dice& die, instant now) override {
    if (die.one_in(3))
      uart.set_modem_lines({die.one_in(2), die.one_in(2), die.one_in(2), die.one_in(2)}, now);
    else
      uart.receive(static_cast<std::uint8_t>(die.below(256)), now);
  }
  void put(char) override {}
  ns16550 uart{this};
};

struct printer final : specimen, private text_sink {
  printer() { listen(port.irq()); }
  std::vector<device*> chips() override { return {&port}; }
  void stir(dice& die, instant now) override {
    port.set_condition({!die.one_in(4), !die.one_in(4), die.one_in(4)}, now);
  }
  void put(char) override {}
  parallel_printer port{*this};
};

struct display final : specimen {
  display() { listen(card.irq()); }
  std::vector<device*> chips() override { return {&card}; }
  void stir(dice& die, instant) override { card.write_memory(0xB8000 + die.below(4000), 1, die.below(256)); }
  vga card;
};

struct extended_display final : specimen {
  std::vector<device*> chips() override { return {&card}; }
  void stir(dice& die, instant) override {
    card.write_frame_buffer(die.below(1 << 22), 4, die.below(0xFFFFFFFF));
  }
  bochs_vbe card;
};

struct hard_disk final : specimen {
  hard_disk() { listen(disk.intrq); }
  std::vector<device*> chips() override { return {&disk}; }
  std::span<std::byte> media() override { return image.bytes(); }
  memory_image image{std::vector<std::byte>(200 * sector_bytes), true};
  image_medium medium{image};
  ata_disk disk{medium};
};

struct floppy final : specimen, private dma_memory {
  floppy() {
    fdc.attach(0, drive_for(format));
    fdc.insert(0, medium, format, instant{});
    fdc.connect_dma(dma.channel(2));
    listen(fdc.irq);
  }
  std::vector<device*> chips() override { return {&fdc, &dma}; }
  std::span<std::byte> media() override { return image.bytes(); }
  void read(std::uint32_t, std::span<std::byte> data) override { std::ranges::fill(data, std::byte{0x5a}); }
  void write(std::uint32_t, std::span<const std::byte>) override {}
  const floppy_format& format = *floppy_formats().begin();
  memory_image image{std::vector<std::byte>(format.bytes()), true};
  image_medium medium{image};
  i82077 fdc;
  i8237_pair dma{*this};
};

struct network_card final : specimen {
  network_card() { listen(card.irq()); }
  std::vector<device*> chips() override { return {&card}; }
  void stir(dice& die, instant now) override {
    std::vector<std::byte> bytes(60 + die.below(200));
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(die.below(256));
    card.receive(ethernet::frame_of(std::move(bytes)), now);
  }
  ne2000 card{{2, 0, 0, 0, 0, 1}};
};

struct sound_card final : specimen, private dma_memory {
  sound_card() {
    for (const unsigned number : {2U, 5U, 7U, 10U}) listen(card.irq(number));
    for (const unsigned number : {0U, 1U, 3U, 5U}) card.connect_dma(number, dma.channel(number));
  }
  std::vector<device*> chips() override { return {&card, &dma, &synthesizer}; }
  void read(std::uint32_t, std::span<std::byte> data) override { std::ranges::fill(data, std::byte{0x3c}); }
  void write(std::uint32_t, std::span<const std::byte>) override {}
  sb16 card;
  i8237_pair dma{*this};
  opl3 synthesizer;
};

struct fast_gate final : specimen {
  fast_gate() {
    for (output_line* l : {&port.a20(), &port.fast_reset(), &port.security_lock()}) listen(*l);
  }
  std::vector<device*> chips() override { return {&port}; }
  system_control_a port;
};

struct processor_interrupts final : specimen {
  processor_interrupts() {
    apic.stand_before(pic);
    listen(apic.intr());
    listen(apic.nmi());
  }
  std::vector<device*> chips() override { return {&apic}; }
  void stir(dice& die, instant now) override {
    if (die.one_in(3))
      apic.acknowledge(now);
    else
      apic.external_request().set_level(die.one_in(2), now);
  }
  i8259_pair pic;
  local_apic apic;
};

struct coprocessor_latch final : specimen {
  coprocessor_latch() {
    for (output_line* l : {&latch.irq13(), &latch.ignne()}) listen(*l);
  }
  std::vector<device*> chips() override { return {&latch}; }
  void stir(dice& die, instant now) override { latch.ferr().set_level(die.one_in(2), now); }
  coprocessor_error latch;
};

struct test_lines final : specimen {
  test_lines() {
    for (unsigned n = 0; n < test_device_state::lines; ++n) listen(card.line(n));
  }
  std::vector<device*> chips() override { return {&card}; }
  test_device card;
};

struct conventions final : specimen, private text_sink, private guest_control_client {
  std::vector<device*> chips() override { return {&post, &debug, &control, &configuration}; }
  void put(char) override {}
  void guest_exit(std::uint32_t, instant) override {}
  void region_begins(instant) override {}
  void region_ends(instant) override {}
  post_port post;
  debug_port debug{*this};
  guest_control control{*this};
  fw_cfg configuration{1 << 24, 1};
};

template <typename Specimen>
specimen_kind kind(const char* name) {
  return {name, [] { return std::make_unique<Specimen>(); }};
}

}  // namespace

const std::vector<specimen_kind>& specimen_kinds() {
  static const std::vector<specimen_kind> all{
      kind<timer>("i8254 and port 61h"),
      kind<interrupt_controllers>("i8259_pair"),
      kind<clock>("mc146818"),
      kind<keyboard_controller>("i8042"),
      kind<serial_port>("ns16550"),
      kind<printer>("parallel_printer"),
      kind<display>("vga"),
      kind<extended_display>("bochs_vbe"),
      kind<hard_disk>("ata_disk"),
      kind<floppy>("i82077 and i8237_pair"),
      kind<network_card>("ne2000"),
      kind<sound_card>("sb16, opl3 and i8237_pair"),
      kind<fast_gate>("port 92h"),
      kind<processor_interrupts>("local APIC"),
      kind<coprocessor_latch>("coprocessor error"),
      kind<test_lines>("test device"),
      kind<conventions>("post, debug, guest_control, fw_cfg"),
  };
  return all;
}

}  // namespace trapline::devices::test
