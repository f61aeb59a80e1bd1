#include "models/processor/engine/self_test.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "models/processor/engine/library.h"
#include "models/processor/engine/self_test_state.h"
#include "models/processor/engine/x86_core.h"

namespace trapline::engine {

namespace {

constexpr std::uint64_t tsc = 0x0123'4567'89ab'cdef;

struct one_cycle final : instruction_costs {
  ticks cost(std::span<const std::uint8_t>, code_size) const override { return ticks_per_cycle; }
};

// A core on a board where nothing answers but the time-stamp counter.
class probe final : public core_client {
 public:
  // physical addresses
  static constexpr std::uint32_t real_code = 0x1000, rom = 0x8000, directory = 0x10000, table = 0x11000,
                                 idt = 0x12000, gdt = 0x13000, on_fault = 0x14000, code = 0x15000,
                                 subject = 0x16000, faults = 0x17000, stack = 0x18000;
  // linear addresses that the page table has elsewhere, or not at all
  static constexpr std::uint32_t alias = 0x20000, absent = 0x30000;

  probe() : ram_(256 * 1024), core{*this, costs_} { core.map_ram(0, ram_); }

  std::uint32_t port_in(std::uint16_t, unsigned) override { return ~0u; }
  void port_out(std::uint16_t, unsigned, std::uint32_t) override {}
  std::uint64_t memory_read(std::uint64_t, unsigned) override { return ~0ull; }
  void memory_write(std::uint64_t, unsigned, std::uint64_t) override {}
  void deadline_reached() override {
    met_ = core.now();
    core.request_stop();
  }
  int acknowledge_interrupt() override { return -1; }
  std::uint64_t time_stamp_counter() override { return tsc; }

  void put(std::uint32_t at, std::initializer_list<int> bytes) {
    for (int b : bytes) ram_[at++] = static_cast<std::byte>(b);
  }
  void put32(std::uint32_t at, std::uint32_t value) { std::memcpy(ram_.data() + at, &value, sizeof value); }
  std::uint32_t peek32(std::uint32_t at) const {
    std::uint32_t value = 0;
    std::memcpy(&value, ram_.data() + at, sizeof value);
    return value;
  }

  // Real mode code until it halts or a deadline comes.
  void run_real(std::initializer_list<int> bytes) {
    put(real_code, bytes);
    core.reset();
    register_file r = core.registers();
    r.segment[1] = {0, 0, 0xffff, r.segment[1].flags};
    r.rip = real_code;
    core.set_registers(r);
    run();
  }

  void run_paged(std::initializer_list<int> bytes) {
    for (std::uint32_t page = 0; page < 64; ++page) put32(table + 4 * page, (page << 12) | 3);
    put32(table + (alias >> 10), subject | 3);
    put32(table + (absent >> 10), 0);
    put32(table + (absent >> 10) + 4, 0);
    put32(directory, table | 3);
    put32(idt + 14 * 8, 0x0008'0000 | (on_fault & 0xffff));
    put32(idt + 14 * 8 + 4, (on_fault & 0xffff'0000) | 0x8e00);
    put32(gdt + 8, 0x0000'ffff);
    put32(gdt + 12, 0x00cf'9b00);
    // inc dword [faults]; add dword [esp+4],5; add esp,4; iret
    put(on_fault, {0xff, 0x05, 0x00, 0x70, 0x01, 0x00, 0x83, 0x44, 0x24, 0x04, 0x05, 0x83, 0xc4, 0x04, 0xcf});
    put(code, bytes);
    core.reset();
    register_file r = core.registers();
    for (segment_register& s : r.segment) s = {0x10, 0, 0xffff'ffff, 0x00cf'9300};
    r.segment[1] = {8, 0, 0xffff'ffff, 0x00cf'9b00};
    r.gdtr = {0, gdt, 15, 0};
    r.idtr = {0, idt, 15 * 8 - 1, 0};
    r.gpr[4] = stack;
    r.rip = code;
    r.cr0 = 0x8001'0011;
    r.cr3 = directory;
    core.set_registers(r);
    run();
  }

  std::uint32_t gpr(unsigned i) const { return static_cast<std::uint32_t>(core.registers().gpr[i]); }
  std::uint64_t executed() const { return core.instructions() - instructions_before_; }
  ticks took() const { return core.now() - before_; }
  ticks met_after() const { return met_ - before_; }

 private:
  void run() {
    core.memory_changed(0, ram_.size());
    before_ = core.now();
    instructions_before_ = core.instructions();
    core.set_deadline(before_ + deadline_in);
    core.run();
  }

  one_cycle costs_;
  std::vector<std::byte> ram_;
  ticks met_ = 0;
  ticks before_ = 0;
  std::uint64_t instructions_before_ = 0;

 public:
  x86_core core;
  /// Bounds a run on a library that executes wrongly.
  ticks deadline_in = 1'000'000;
};

void require(bool passed, const char* check) {
  if (passed) return;
  throw std::runtime_error(engine_version() + " cannot be used as the processor: its check of " + check +
                           " failed. Known to work: " + library::linked_release().name +
                           " of Debian 12 (libunicorn2)");
}

void check_real_mode(probe& p) {
  p.run_real({0x0f, 0x31, 0x66, 0xbb, 0x78, 0x56, 0x34, 0x12, 0xf4});  // rdtsc; mov ebx,12345678h; hlt
  require(p.gpr(0) == static_cast<std::uint32_t>(tsc) && p.gpr(2) == tsc >> 32, "RDTSC");
  require(p.gpr(3) == 0x1234'5678, "the register file");

  p.run_real({0xb9, 0xe8, 0x03, 0x49, 0x75, 0xfd, 0xf4});  // mov cx,1000; dec cx; jnz; hlt
  require(p.executed() == 2002 && p.took() == 2002 * ticks_per_cycle, "a loop of known count");

  p.deadline_in = 37 * ticks_per_cycle + 5;
  p.run_real(
      {0xb9, 0xe8, 0x03, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x49, 0x75, 0xf4, 0xf4});
  require(p.met_after() == 37 * ticks_per_cycle && p.executed() == 37, "a deadline at an odd cycle");
  p.deadline_in = 1'000'000;

  // fninit; fldpi; fadd st0,st0; fistp word [9000h]; mov ax,[9000h]; hlt
  p.run_real({0xdb, 0xe3, 0xd9, 0xeb, 0xd8, 0xc0, 0xdf, 0x1e, 0x00, 0x90, 0xa1, 0x00, 0x90, 0xf4});
  require((p.gpr(0) & 0xffff) == 6 && p.executed() == 6, "the x87");

  std::vector<std::byte> rom(4096, std::byte{0x77});
  p.core.map_rom(probe::rom, rom);
  p.run_real({0xfe, 0x06, 0x00, 0x80, 0xa0, 0x00, 0x80, 0xf4});  // inc byte [8000h]; mov al,[8000h]; hlt
  p.core.unmap(probe::rom, rom.size());
  require((p.gpr(0) & 0xff) == 0x77 && rom[0] == std::byte{0x77}, "a store to ROM");
}

void check_paged(probe& p) {
  p.put(probe::subject, {0x40, 0xc3, 0x55, 0xaa});  // inc eax; ret
  // mov eax,[absent]; mov eax,[absent+1000h]; mov ebx,[alias]; xor eax,eax; mov esi,subject; call esi;
  // mov byte [alias],48h (dec eax); call esi; call esi; hlt
  p.run_paged({0xa1, 0x00, 0x00, 0x03, 0x00, 0xa1, 0x00, 0x10, 0x03, 0x00, 0x8b, 0x1d, 0x00,
               0x00, 0x02, 0x00, 0x31, 0xc0, 0xbe, 0x00, 0x60, 0x01, 0x00, 0xff, 0xd6, 0xc6,
               0x05, 0x00, 0x00, 0x02, 0x00, 0x48, 0xff, 0xd6, 0xff, 0xd6, 0xf4});
  require(p.peek32(probe::faults) == 2 && p.core.registers().cr2 == probe::absent + 0x1000,
          "two page faults in a row");
  require(p.gpr(3) == 0xaa55'c340, "an aliased page");
  require(p.gpr(0) == 0xffff'ffff, "self-modifying code through an alias");
  // The handler's four instructions twice, fourteen others; what faulted is not counted, and each delivery
  // takes a cycle.
  require(p.executed() == 22 && p.took() == 24 * ticks_per_cycle,
          "a page fault in mid-block with a known count");
}

std::once_flag tested;

}  // namespace

namespace self_test_state {
thread_local bool running = false;
}

void self_test() {
  std::call_once(tested, [] {
    self_test_state::running = true;
    try {
      probe p;
      check_real_mode(p);
      check_paged(p);
    } catch (...) {
      self_test_state::running = false;
      throw;
    }
    self_test_state::running = false;
  });
}

}  // namespace trapline::engine
