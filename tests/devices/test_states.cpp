// What holds for the saved state of every chip.
#include <catch2/catch.hpp>
#include <set>

#include "models/devices/dma/i8237_pair.h"
#include "models/devices/interrupts/coprocessor_error.h"
#include "models/devices/interrupts/i8259_pair.h"
#include "models/devices/interrupts/local_apic.h"
#include "models/devices/keyboard/i8042.h"
#include "models/devices/network/ne2000.h"
#include "models/devices/parallel/parallel_printer.h"
#include "models/devices/serial/ns16550.h"
#include "models/devices/sound/opl3.h"
#include "models/devices/sound/sb16.h"
#include "models/devices/storage/ata_disk.h"
#include "models/devices/storage/i82077.h"
#include "models/devices/system/debug_port.h"
#include "models/devices/system/fw_cfg.h"
#include "models/devices/system/guest_control.h"
#include "models/devices/system/post_port.h"
#include "models/devices/system/system_control_a.h"
#include "models/devices/system/system_control_b.h"
#include "models/devices/timers/i8254.h"
#include "models/devices/timers/mc146818.h"
#include "models/devices/video/bochs_vbe.h"
#include "models/devices/video/vga.h"
#include "tests/devices/random_guest.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {

void copy_to(specimen& to, specimen& from) {
  const auto targets = to.chips();
  const auto sources = from.chips();
  for (std::size_t i = 0; i < targets.size(); ++i) targets[i]->restore_state(sources[i]->save_state());
  std::ranges::copy(from.media(), to.media().begin());
}

/// Stands for a value of any member's type.
struct anything {
  template <typename T>
  operator T() const;
};

template <typename State, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { State{(static_cast<void>(I), anything{})...}; };
}

/// How many members an aggregate has: as many values as it can be made from.
template <typename State, std::size_t N = 80>
constexpr std::size_t member_count() {
  if constexpr (takes<State>(std::make_index_sequence<N>{}))
    return N;
  else
    return member_count<State, N - 1>();
}

template <typename State>
void check_complete(State& s);

/// Which members a description names, and looks into those that are described themselves.
struct roll {
  void begins(std::string_view, std::uint32_t) {}
  template <typename T>
  void operator()(std::string_view, T& member) {
    members.insert(&member);
    ++calls;
    if constexpr (is_state_array<T>)
      look_into(member.front());
    else
      look_into(member);
  }
  template <typename T>
  static void look_into(T& member) {
    if constexpr (!is_state_leaf<T> && !is_state_array<T>) check_complete(member);
  }
  std::set<const void*> members;
  std::size_t calls = 0;
};

template <typename State>
void check_complete(State& s) {
  roll r;
  describe(r, s);
  CHECK(r.calls == member_count<State>());
  CHECK(r.members.size() == r.calls);
}

}  // namespace

TEMPLATE_TEST_CASE("states: a description names every member, and each once", "", ata_state, bochs_vbe_state,
                   coprocessor_error_state, debug_port_state, fw_cfg_state, guest_control_state, i8042_state,
                   i82077_state, i8237_pair_state, i8254_state, i8259_pair_state, local_apic_state,
                   mc146818_state, ne2000_state, ns16550_state, opl3_state, parallel_printer_state,
                   post_port_state, sb16_state, system_control_a_state, system_control_b_state, vga_state) {
  const auto state = std::make_unique<TestType>();
  check_complete(*state);
}

TEST_CASE("states: a restored chip goes on as the one that was saved, and its lines were quiet") {
  for (const specimen_kind& kind : specimen_kinds()) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
      INFO(kind.name << ", seed " << seed);
      const auto original = kind.make();
      random_guest before{seed};
      for (int i = 0; i < 300; ++i) before.step(*original);

      const auto restored = kind.make();
      random_guest other{seed + 1000};
      for (unsigned i = 0; i < seed % 3 * 40; ++i) other.step(*restored);
      restored->changes.clear();
      original->changes.clear();
      copy_to(*restored, *original);
      REQUIRE(restored->changes.empty());
      for (std::size_t i = 0; i < original->chips().size(); ++i) {
        REQUIRE(restored->chips()[i]->save_state() == original->chips()[i]->save_state());
        REQUIRE(restored->chips()[i]->next_event() == original->chips()[i]->next_event());
      }

      random_guest twin = before;
      for (int i = 0; i < 300; ++i) REQUIRE(before.step(*original) == twin.step(*restored));
      REQUIRE(restored->changes == original->changes);
    }
  }
}

TEST_CASE("states: a PIT that is restored with OUT high raises nothing, and drops it at the next edge") {
  struct probe final : line_sink {
    void set_level(bool level, instant) override { levels.push_back(level); }
    std::vector<bool> levels;
  };
  i8254 saved;
  saved.write(3, 1, 0x34, instant{});
  saved.write(0, 1, 0x00, instant{});
  saved.write(0, 1, 0x10, instant{});
  REQUIRE(saved.out(0).high());
  probe irq0;
  i8254 restored;
  restored.out(0).connect(irq0);
  restored.restore_state(saved.save_state());
  CHECK(irq0.levels == std::vector<bool>{false});
  CHECK(restored.out(0).high());
  restored.advance_to(i8254::clock.edge(cycles{0x1000}));
  CHECK(irq0.levels.size() == 2);
  CHECK_FALSE(irq0.levels.back());
}

TEST_CASE("states: what is no state of this chip in this layout is refused by name") {
  const auto refusal = [](const std::vector<std::byte>& bytes) -> std::string {
    i8254 chip;
    const auto before = chip.save_state();
    try {
      chip.restore_state(bytes);
    } catch (const std::invalid_argument& e) {
      CHECK(chip.save_state() == before);
      return e.what();
    }
    return "taken";
  };
  const auto good = i8254{}.save_state();
  const std::size_t version_at = 1 + 5, layout_at = version_at + 4;
  CHECK(refusal(good) == "taken");
  CHECK(refusal({}) == "these bytes are no saved state; one of a chip i8254 is needed");
  CHECK(refusal({good.begin(), good.begin() + 8}) ==
        "these bytes are no saved state; one of a chip i8254 is needed");
  CHECK(refusal(mc146818{{2005, 1, 1, 0, 0, 0}}.save_state()) ==
        "the saved state is of a chip mc146818; one of a chip i8254 is needed");
  auto other = good;
  other[version_at] = std::byte{7};
  CHECK(refusal(other) == "the saved state is version 7 of a chip i8254; version 1 is needed");
  other = good;
  other[layout_at] ^= std::byte{1};
  CHECK(refusal(other) ==
        "the saved state is of a chip i8254 whose members are others; one of the same build is needed");
  other = good;
  other.pop_back();
  CHECK(refusal(other).find("bytes long") != std::string::npos);
}
