#include "tests/random_systems/random_system.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "tests/random_systems/random_code.h"

namespace trapline::random_systems {

namespace {

constexpr std::uint32_t vectors = 256;
/// The half of the ROM that is copied, and where the other one begins in memory.
constexpr std::uint32_t starter_at = layout::bytes, starter_linear = 0xf'0000;
/// The descriptor of the double fault's task, and the task.
constexpr std::uint32_t double_fault = 29, double_fault_task = layout::tasks + 0x1f00;

bool has_error_code(std::uint32_t vector) {
  return vector == 8 || (vector >= 10 && vector <= 14) || vector == 17;
}

class system_maker {
 public:
  system_maker(std::uint32_t seed, std::span<std::uint8_t> rom)
      : d_{seed}, rom_{rom}, mode_{mode_of(seed)}, long_{mode_ == mode::long_mode} {}

  void make(std::uint32_t period) {
    instruction_writer w{rom_, layout::code, layout::code + layout::code_bytes, mode_};
    write_random_code(w, d_);
    put_handlers();
    for (std::uint32_t v = 0; v < vectors; ++v) put_vector(v);
    if (mode_ != mode::real) {
      put_descriptors();
      put_gates();
      put_tasks();
      put_pages();
    }
    put_start();
    put(layout::period, period);
  }

 private:
  void put(std::uint32_t at, std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) rom_[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
  }
  void put(std::uint32_t at, std::initializer_list<std::uint8_t> bytes) {
    std::ranges::copy(bytes, &rom_[at]);
  }

  /// A byte further than what faulted.
  void put_handlers() {
    if (mode_ == mode::real) {
      put(layout::handler, {0x55, 0x89, 0xe5, 0xff, 0x46, 0x02, 0x5d, 0xcf});  // inc word [bp+2], in a frame
      return;
    }
    const bool short_code = bits_of(mode_) == code_bits::b16 && mode_ != mode::virtual_86;
    if (short_code) {  // of 16 bits in gates of 32: inc dword [esp]; iretd
      put(layout::handler, {0x67, 0x66, 0xff, 0x04, 0x24, 0x66, 0xcf});
      put(layout::handler_of_code, {0x66, 0x83, 0xc4, 0x04, 0x67, 0x66, 0xff, 0x04, 0x24, 0x66, 0xcf});
    } else if (long_) {
      put(layout::handler, {0xff, 0x04, 0x24, 0x48, 0xcf});
      put(layout::handler_of_code, {0x48, 0x83, 0xc4, 0x08, 0xff, 0x04, 0x24, 0x48, 0xcf});
    } else {
      put(layout::handler, {0xff, 0x04, 0x24, 0xcf});
      put(layout::handler_of_code, {0x83, 0xc4, 0x04, 0xff, 0x04, 0x24, 0xcf});
    }
  }

  /// Of the starter's table.
  std::uint32_t starter_offset(unsigned which) const {
    const std::uint32_t at = starter_at + 2 * which;
    return rom_[at] | rom_[at + 1] << 8;
  }
  std::uint32_t kick() const {
    return starter_linear +
           starter_offset(5 + static_cast<unsigned>(bits_of(mode_)) + (mode_ == mode::virtual_86));
  }

  /// What comes by itself, and what comes of a fault's delivery, is answered, as long as the code leaves it that way.
  static bool is_vital(std::uint32_t vector) {
    return vector <= 1 || vector == 6 || vector == 8 || (vector >= 10 && vector <= 14) ||
           vector == layout::clock_vector;
  }
  bool kicks(std::uint32_t vector) { return vector == layout::clock_vector || vector == 8 || d_.one_in(6); }
  std::uint32_t handler_of(std::uint32_t vector) {
    if (!is_vital(vector) && d_.one_in(3)) return code_address(d_);
    if (kicks(vector)) return kick();
    return has_error_code(vector) ? layout::handler_of_code : layout::handler;
  }

  /// Of real mode.
  void put_vector(std::uint32_t v) {
    std::uint32_t to = layout::handler;
    if (kicks(v))
      to = starter_linear << 12 | starter_offset(4);
    else if (!is_vital(v) && d_.one_in(3))
      to = code_address(d_);
    put(4 * v, to);
  }

  void put_descriptor(std::uint32_t n, std::uint32_t low, std::uint32_t high) {
    put(layout::gdt + 8 * n, low);
    put(layout::gdt + 8 * n + 4, high);
  }

  /// The first are what an operating system has; then tasks, call and task gates, local tables, segments of every
  /// type.
  void put_descriptors() {
    const std::uint32_t code = mode_ == mode::protected_16 ? 0x008f'9b00 : long_ ? 0x00af'9b00 : 0x00cf'9b00;
    const std::uint32_t usual[]{0,           code,        0x00cf'9300,
                                0x00cf'fb00, 0x00cf'f300, long_ ? 0x00af'9b00u : 0x008f'9b00u};
    for (std::uint32_t i = 0; i < std::size(usual); ++i) put_descriptor(i, i ? 0xffff : 0, usual[i]);
    constexpr std::uint32_t types[]{0x89, 0x8b, 0x81, 0x82, 0x84, 0x8c, 0xec, 0xe5, 0x85, 0x9a,
                                    0x9e, 0x92, 0x96, 0x90, 0x98, 0xf2, 0xfa, 0x00, 0x12, 0x0c};
    for (std::uint32_t i = 6; i < layout::descriptors; ++i) {
      const std::uint32_t type = types[d_.below(std::size(types))], system = type & 0x1f;
      if (system == 4 || system == 5 || system == 0xc) {
        put_descriptor(i, selector(d_) << 16 | code_address(d_), type << 8 | d_.below(32));
      } else {
        const bool task = system == 9 || system == 0xb || system == 1;
        const std::uint32_t base = task || d_.one_in(2) ? layout::tasks + layout::task_bytes * (i - 6) : 0;
        put_descriptor(i, base << 16 | (task ? 0x67 + d_.below(0x80) : d_.below(0x1'0000)),
                       type << 8 | d_.some_of(0x00cf'0000));
      }
    }
    put_descriptor(layout::task_descriptor, layout::tasks << 16 | 0xff, 0x8900);
    if (long_) put_descriptor(layout::task_descriptor + 1, 0, 0);
  }

  void put_gates() {
    const std::uint32_t entry = long_ ? 16 : 8, own = long_ ? 0x28 : 8;
    for (std::uint32_t v = 0; v < vectors; ++v) {
      const bool usual = is_vital(v) || d_.one_in(2);
      std::uint32_t type = d_.pick({0x8e00, 0x8f00});
      if (!usual) type = d_.pick({0xee00, 0xef00, 0x8600, 0x8700, 0xe600, 0x8500, 0xe500, 0});
      if (v == layout::clock_vector) type = 0x8e00;
      const std::uint32_t to = handler_of(v), stack = long_ && v == 8 ? 1 : 0;
      put(layout::idt + entry * v, (usual ? own : selector(d_)) << 16 | (to & 0xffff));
      put(layout::idt + entry * v + 4, (to & 0xffff'0000) | type | stack);
      if (long_) put(layout::idt + entry * v + 8, usual ? 0 : d_.any() & d_.any());
    }
    if (!long_) put_double_fault();
  }

  /// By a task of its own, which finds a stack whatever has happened to the other's.
  void put_double_fault() {
    put_descriptor(double_fault, double_fault_task << 16 | 0x67, 0x8900);
    put(layout::idt + 8 * 8, double_fault * 8 << 16);
    put(layout::idt + 8 * 8 + 4, 0x8500);
  }

  void put_tasks() {
    for (std::uint32_t at = layout::tasks; at < layout::tasks + layout::tasks_bytes; at += 4)
      put(at, d_.pick({0, selector(d_), code_address(d_), layout::inner_stack, 2 | d_.some_of(0x27'7fd5)}));
    const std::uint32_t tss = layout::tasks;
    put(tss + 4, layout::inner_stack);
    put(tss + 8, long_ ? 0 : 0x10);
    if (long_) {
      for (std::uint32_t at = tss + 0x24; at < tss + 0x5c; at += 8) {  // IST
        put(at, layout::inner_stack);
        put(at + 4, 0);
      }
    } else {
      put_double_fault_task();
    }
    put(tss + 0x64, 0x68'0000);
    for (std::uint32_t at = tss + 0x68; at < tss + 0x100; at += 4) put(at, d_.one_in(2) ? 0 : d_.any());
  }

  void put_double_fault_task() {
    const std::uint32_t t = double_fault_task;
    for (std::uint32_t at = t; at < t + 0x68; at += 4) put(at, 0);
    put(t + 0x1c, cr3_of(mode_));
    put(t + 0x20, starter_linear +
                      starter_offset(bits_of(mode_) == code_bits::b16 && mode_ != mode::virtual_86 ? 8 : 9));
    put(t + 0x24, 2);
    put(t + 0x38, layout::inner_stack);
    for (std::uint32_t at = t + 0x48; at <= t + 0x5c; at += 4) put(at, at == t + 0x4c ? 8 : 0x10);
  }

  /// Everything where it is, in large pages or small ones. The pages that the start needs are there.
  void put_pages() {
    const bool eight = mode_ == mode::pae || long_;
    const std::uint32_t large = eight ? 0x20'0000 : 0x40'0000, entries = eight ? 512 : 1024,
                        bytes = eight ? 8 : 4;
    for (std::uint32_t i = 0; i < entries; ++i) {
      const bool mapped = i < 2 || d_.one_in(8);
      put(layout::directory + bytes * i,
          mapped ? (i * large) | 0x87 | d_.some_of(0x60) : d_.some_of(0xffff'f09f));
      if (eight) put(layout::directory + bytes * i + 4, d_.one_in(64) ? d_.any() : 0);
    }
    if (d_.one_in(2)) {
      put(layout::directory, layout::page_table | 7);
      for (std::uint32_t page = 0; page < entries; ++page) {
        const bool needed = page < 16 || (page >= starter_linear >> 12 && page <= 0xff);
        put(layout::page_table + bytes * page, needed ? page << 12 | 7 : page_entry(d_, page));
        if (eight) put(layout::page_table + bytes * page + 4, !needed && d_.one_in(64) ? d_.any() : 0);
      }
    }
    for (std::uint32_t i = 0; i < 4; ++i) {
      const std::uint32_t rights = long_ ? 7 : 1;
      put(layout::pointers + 8 * i, i == 0 || d_.one_in(3) ? layout::directory | rights : 0);
      put(layout::pointers + 8 * i + 4, 0);
    }
    put(layout::pml4, layout::pointers | 7);
    put(layout::pml4 + 4, 0);
    for (std::uint32_t i = 1; i < 512; ++i)
      put(layout::pml4 + 8 * i, d_.one_in(4) ? layout::pointers | 7 : 0);
  }

  std::uint32_t register_value() { return d_.one_in(3) ? d_.any() : d_.below(layout::bytes); }

  /// What the starter loads.
  void put_start() {
    rom_[layout::start_parameters] = static_cast<std::uint8_t>(mode_);
    // The starter's own ways into the modes: of 16, 32 and 64 bits, and to virtual-8086 mode.
    const unsigned way = mode_ == mode::virtual_86 ? 3 : static_cast<unsigned>(bits_of(mode_));
    put(layout::target, starter_linear + starter_offset(way));
    put(layout::target + 4, long_ ? 0x28 : 8);
    const bool pages =
        long_ || mode_ == mode::paged || mode_ == mode::pae || (mode_ == mode::virtual_86 && d_.one_in(2));
    put(layout::cr0, 0x11 | (pages ? 0x8000'0000 : 0) | d_.some_of(0x0005'002e));
    put(layout::cr3, cr3_of(mode_));
    put(layout::cr4, cr4_of(mode_) | d_.some_of(0x8f) | d_.pick({0, 0x600}));
    put(layout::gdtr, 8 * layout::descriptors - 1 | layout::gdt << 16);
    put(layout::idtr, (vectors * (long_ ? 16 : 8) - 1) | layout::idt << 16);

    const std::uint32_t flags = 0x202 | (d_.any() & 0xcd5);
    for (std::uint32_t i = 0; i < 8; ++i) put(layout::registers + 4 * i, register_value());
    put(layout::registers + 32, flags);
    for (std::uint32_t i = 0; i < 15; ++i) {
      put(layout::registers_64 + 8 * i, register_value());
      put(layout::registers_64 + 8 * i + 4, d_.one_in(8) ? d_.any() : 0);
    }
    put(layout::registers_64 + 8 * 15, flags);
    if (mode_ != mode::virtual_86) return;
    const std::uint32_t vm = 1u << 17,
                        frame[]{
                            0, layout::code >> 4, flags | vm | d_.below(4) << 12, layout::stack, 0, 0, 0, 0,
                            0};
    for (std::uint32_t i = 0; i < std::size(frame); ++i) put(layout::registers + 32 + 4 * i, frame[i]);
  }

  dice d_;
  std::span<std::uint8_t> rom_;
  mode mode_;
  bool long_;
};

}  // namespace

std::vector<std::uint8_t> random_system(std::uint32_t seed, std::vector<std::uint8_t> starter,
                                        std::uint32_t period) {
  system_maker{seed, starter}.make(period);
  return starter;
}

}  // namespace trapline::random_systems
