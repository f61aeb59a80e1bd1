#include "models/costs/cost_profile.h"
#include "tests/chipset/bench.h"

using namespace trapline;
using namespace trapline::testing;

TEST_CASE("chipset: memory is the MCH's business alone") {
  chipset_bench b;
  simulate([&] {
    const auto w = b.write(0x1000, 0xcafebabe);
    CHECK(w.ok);
    CHECK(w.took == duration::ns(5001));
    const auto r = b.read(0x1002, 2);
    CHECK(r.value == 0xcafe);
    CHECK(r.took == duration::ns(5001));
    CHECK(b.dram.contents()[0x1000] == std::byte{0xbe});
    CHECK(b.read(0x100000).took == duration::ns(5001));
  });
}

TEST_CASE("chipset: a port access passes both hubs and takes an LPC cycle for every byte") {
  chipset_bench b;
  simulate([&] {
    const auto byte = b.in(0x41, 1);
    CHECK(byte.value == 0x11);
    CHECK(byte.took == duration::ns(111));
    CHECK(b.chip.accesses.back().at == at_ns(111));
    const auto whole = b.in(0x40, 4);
    CHECK(whole.value == 0x13121110);
    CHECK(whole.took == duration::ns(411));
    CHECK(b.out(0x40, 1, 5).took == duration::ns(311));
    CHECK(b.out(0x40, 2, 0x605).took == duration::ns(611));
    CHECK(b.chip.accesses.back() == noting_chip::access{false, 1, 1, 6, at_ns(611)});
    const auto nobody = b.in(0x80, 2);
    CHECK(nobody.value == 0xffff);
    CHECK(nobody.took == duration::ns(211));
  });
}

TEST_CASE("chipset: an I/O address is no memory address") {
  chipset_bench b;
  simulate([&] {
    b.write(0x40, 0x5a5a5a5a);
    CHECK(b.chip.accesses.empty());
    CHECK(b.in(0x40, 1).value == 0x10);
  });
}

TEST_CASE("chipset: the BIOS ends at 4 GiB and shows again below 1 MiB; beside it nothing answers") {
  chipset_bench b;
  const auto at = [](std::uint64_t i) { return static_cast<std::uint32_t>((i ^ (i >> 8)) & 0xff); };
  simulate([&] {
    const auto reset_vector = b.read(0xfffffff0, 1);
    CHECK(reset_vector.value == at(0xfff0));
    CHECK(reset_vector.took == duration::ns(1011));
    for (const std::uint64_t offset : {0x0ULL, 0x1234ULL, 0xffffULL}) {
      CHECK(b.read(0xffff0000 + offset, 1).value == at(offset));
      CHECK(b.read(0xf0000 + offset, 1).value == at(offset));
    }
    CHECK(b.read(0xfffefffe, 4).value == (0xffffU | at(0) << 16 | at(1) << 24));
    CHECK(b.read(0xe0000, 4).value == 0xffffffff);
    CHECK(b.read(0x80000000, 4).value == 0xffffffff);
  });
}

TEST_CASE("chipset: the BIOS takes no writes, its shadow in DRAM does") {
  chipset_bench b;
  simulate([&] {
    const std::uint32_t rom = b.read(0xf0000).value;
    CHECK(b.write(0xf0000, ~rom).ok);
    CHECK(b.read(0xf0000).value == rom);
    b.mch.shadow_expansion(true);
    CHECK(b.read(0xf0000).value == 0);
    CHECK(b.read(0xf0000).took == duration::ns(5001));
    b.write(0xf0000, 0x1badb002);
    CHECK(b.read(0xf0000).value == 0x1badb002);
    CHECK(b.read(0xffff0000).value == rom);
    b.mch.shadow_expansion(false);
    CHECK(b.read(0xf0000).value == rom);
  });
}

TEST_CASE(
    "chipset: A0000h to BFFFFh is the device's that claims it, shadowed or not, and takes no LPC cycle") {
  chipset_bench b;
  simulate([&] {
    b.mch.shadow_expansion(true);
    CHECK(b.read(0xa0000, 1).value == 0x10);
    CHECK(b.read(0xbffff, 1).value == 0x0f);
    CHECK(b.read(0xa0000, 1).took == duration::ns(11));
    CHECK(b.read(0x9ffff, 1).value == 0);
    CHECK(b.read(0xc0000, 1).value == 0);
    REQUIRE(b.screen.accesses.size() == 3);
    CHECK(b.screen.accesses[1].reg == 0xbffff);
  });
}

TEST_CASE("chipset: direct pointers are given for DRAM and refused for the rest") {
  chipset_bench b;
  simulate([&] {
    const auto asked = [&](std::uint64_t address) {
      tlm::tlm_generic_payload p;
      p.set_address(address);
      tlm::tlm_dmi dmi;
      return b.processor->get_direct_mem_ptr(p, dmi);
    };
    CHECK(asked(0));
    CHECK(asked(0x100000));
    CHECK_FALSE(asked(0xa0000));
    CHECK_FALSE(asked(0xf0000));
    CHECK_FALSE(asked(0xfffffff0));
    CHECK_FALSE(asked(chipset_bench::memory_bytes));
    b.mch.shadow_expansion(true);
    CHECK(asked(0xf0000));
  });
}

TEST_CASE("chipset: a bus master behind the ICH reads and writes memory") {
  chipset_bench b;
  simulate([&] {
    std::vector<std::byte> sector(512, std::byte{0x3c});
    CHECK(b.ich.master_access(tlm::TLM_WRITE_COMMAND, 0x7c00, sector));
    CHECK(b.read(0x7dfc).value == 0x3c3c3c3c);
    CHECK(b.read(0x7e00).value == 0);
    b.write(0x500, 0x01020304);
    std::vector<std::byte> back(4);
    CHECK(b.ich.master_access(tlm::TLM_READ_COMMAND, 0x500, back));
    CHECK(back[0] == std::byte{4});
    CHECK(back[3] == std::byte{1});
  });
}

TEST_CASE("chipset: a native IN 80h takes what was measured on a Pentium 4, 3,209 cycles, to one") {
  const cost_profile profile =
      cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
  chipset_bench b{profile.latencies()};
  duration took;
  simulate([&] { took = b.in(0x80, 1).took; });
  std::uint64_t instruction = 0;
  for (const instruction_cost& c : profile.instructions())
    if (c.name == "port_io") instruction = c.sixteenths / 16;
  const std::uint64_t all = instruction + profile.clock().covering(took).count();
  CHECK(all >= 3208);
  CHECK(all <= 3210);
}
