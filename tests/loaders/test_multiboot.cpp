// Multiboot Specification 0.6.96, sections 3.1 to 3.3.
#include <catch2/catch.hpp>

#include "platform/loaders/multiboot.h"
#include "tests/loaders/images.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

constexpr std::uint64_t mib = 1 << 20;
constexpr unsigned eax = 0, ebx = 3, esp = 4;

bytes header(std::uint32_t flags) {
  bytes h(12);
  set(h, 0, 4, 0x1BADB002);
  set(h, 4, 4, flags);
  set(h, 8, 4, 0u - 0x1BADB002 - flags);
  return h;
}

bytes elf_kernel(std::uint32_t flags = 3) {
  bytes code = header(flags);
  code.push_back(0xF4);
  return make_elf({{0x100000, 0xC0100000, code, 0x1000}}, 0xC010000C);
}

bytes info(const load_plan& plan) { return memory_of(plan, plan.entry->gpr[ebx], 116); }

}  // namespace

TEST_CASE("multiboot: EAX holds the magic number, EBX the information, and paging is off") {
  const load_plan plan = load_multiboot({"kernel", elf_kernel()}, {}, "", 16 * mib);
  CHECK(plan.entry->gpr[eax] == 0x2BADB002);
  CHECK(plan.entry->gpr[ebx] < 0xA0000);
  CHECK((plan.entry->cr0 & 0x80000001) == 1);
  CHECK((plan.entry->rflags & 0x20200) == 0);
  CHECK(plan.entry->segment[1].flags == 0xCF9B00);
  CHECK(plan.a20_open);
}

TEST_CASE("multiboot: a kernel that sets up no stack finds one in free memory, though nothing promises it") {
  const load_plan plan =
      load_multiboot({"kernel", elf_kernel()}, {{"module", bytes(100'000)}}, "", 1 * mib + 256 * 1024);
  constexpr std::uint64_t least = 0x4000;
  const std::uint64_t end = plan.entry->gpr[esp];
  CHECK(end <= 0x9FC00);
  for (const segment& s : plan.segments) {
    CAPTURE(s.what);
    CHECK((s.address >= end || s.address + s.bytes.size() + s.zeros_after <= end - least));
  }
}

TEST_CASE("multiboot: an ELF kernel linked high is loaded and entered at its physical addresses") {
  const load_plan plan = load_multiboot({"kernel", elf_kernel()}, {}, "", 16 * mib);
  CHECK(plan.entry->rip == 0x10000C);
  CHECK(memory_of(plan, 0x10000C, 2) == bytes{0xF4, 0});
  CHECK(memory_of(plan, 0x10000C + 0x1000, 2) == bytes{0, 0xEE});
}

TEST_CASE("multiboot: the header's addresses place a kernel that is no ELF file") {
  const load_plan plan = load_multiboot({"kernel", make_multiboot_by_addresses()}, {}, "", 16 * mib);
  CHECK(plan.entry->rip == 0x100040);
  CHECK(memory_of(plan, 0x1000FF, 2) == bytes{0x90, 0});
  CHECK(memory_of(plan, 0x1003FF, 2) == bytes{0, 0xEE});
}

TEST_CASE("multiboot: a load end of zero loads the rest of the file, a bss end of zero clears nothing") {
  bytes kernel = make_multiboot_by_addresses();
  set(kernel, 0x10 + 20, 4, 0);
  set(kernel, 0x10 + 24, 4, 0);
  const load_plan plan = load_multiboot({"kernel", kernel}, {}, "", 16 * mib);
  CHECK(memory_of(plan, 0x1000FF, 2) == bytes{0x90, 0xEE});
}

TEST_CASE("multiboot: lower and upper memory are counted in KiB from 0 and from 1 MiB") {
  const bytes i = info(load_multiboot({"kernel", elf_kernel()}, {}, "", 16 * mib));
  CHECK((number(i, 0, 4) & 1) == 1);
  CHECK(number(i, 4, 4) == 639);
  CHECK(number(i, 8, 4) == 15 * 1024);
}

TEST_CASE("multiboot: the memory map's entries say their size, which does not count itself") {
  const load_plan plan = load_multiboot({"kernel", elf_kernel()}, {}, "", 16 * mib);
  const bytes i = info(plan);
  CHECK((number(i, 0, 4) & 1 << 6) != 0);
  CHECK(number(i, 44, 4) == 48);
  const bytes map = memory_of(plan, number(i, 48, 4), 48);
  CHECK(number(map, 0, 4) == 20);
  CHECK(number(map, 4, 8) == 0);
  CHECK(number(map, 12, 8) == 0x9FC00);
  CHECK(number(map, 20, 4) == 1);
  CHECK(number(map, 24, 4) == 20);
  CHECK(number(map, 28, 8) == 0x100000);
  CHECK(number(map, 36, 8) == 15 * mib);
}

TEST_CASE("multiboot: command line and loader name are strings the information points to") {
  const load_plan plan = load_multiboot({"/some/where/kernel", elf_kernel()}, {}, "a=b c", 16 * mib);
  const bytes i = info(plan);
  CHECK((number(i, 0, 4) & 0x204) == 0x204);
  CHECK(text_at(plan, number(i, 16, 4)) == "kernel a=b c");
  CHECK(text_at(plan, number(i, 64, 4)) == "Trapline");
}

TEST_CASE("multiboot: modules lie on pages above the kernel, in order, each with its name") {
  const load_plan plan = load_multiboot({"kernel", elf_kernel()},
                                        {{"dir/one", bytes(5000, 1)}, {"two", bytes(10, 2)}}, "", 16 * mib);
  const bytes i = info(plan);
  CHECK(number(i, 20, 4) == 2);
  const bytes list = memory_of(plan, number(i, 24, 4), 32);
  CHECK(number(list, 0, 4) == 0x102000);
  CHECK(number(list, 4, 4) == 0x102000 + 5000);
  CHECK(text_at(plan, number(list, 8, 4)) == "one");
  CHECK(number(list, 16, 4) == 0x104000);
  CHECK(number(list, 20, 4) == 0x10400A);
  CHECK(text_at(plan, number(list, 24, 4)) == "two");
  CHECK(memory_of(plan, 0x104000, 10) == bytes(10, 2));
}

TEST_CASE("multiboot: a header is found on the last aligned place of the first 8 KiB, and not behind it") {
  bytes late(8192 - 12, 0);
  const bytes h = header(0);
  late.insert(late.end(), h.begin(), h.end());
  CHECK(find_multiboot_header(late).result == multiboot_search::found);
  CHECK(find_multiboot_header(late).offset == 8192 - 12);
  late.insert(late.begin(), 4, 0);
  CHECK(find_multiboot_header(late).result == multiboot_search::none);
}

TEST_CASE("multiboot: a wrong checksum is said to be wrong") {
  bytes kernel = make_multiboot_by_addresses();
  kernel[0x18] ^= 1;
  CHECK_THROWS_WITH(load_multiboot({"kernel", kernel}, {}, "", 16 * mib),
                    Catch::Contains("checksum is wrong"));
}

TEST_CASE("multiboot: a requirement that the specification does not know is refused") {
  CHECK_THROWS_WITH(load_multiboot({"kernel", elf_kernel(1 << 5)}, {}, "", 16 * mib),
                    Catch::Contains("flags 20h"));
}

TEST_CASE("multiboot: addresses that contradict the file are refused") {
  const auto with = [](std::size_t field, std::uint32_t value) {
    bytes kernel = make_multiboot_by_addresses();
    set(kernel, 0x10 + field, 4, value);
    return image_file{"kernel", kernel};
  };
  const auto loaded = [](const image_file& f) { return load_multiboot(f, {}, "", 16 * mib); };
  CHECK_THROWS_WITH(loaded(with(12, 0xFF000)), Catch::Contains("header address"));
  CHECK_THROWS_WITH(loaded(with(12, 0x110000)), Catch::Contains("header address"));
  CHECK_THROWS_WITH(loaded(with(20, 0x100000)), Catch::Contains("load end"));
  CHECK_THROWS_WITH(loaded(with(20, 0x100101)), Catch::Contains("truncated"));
  CHECK_THROWS_WITH(loaded(with(24, 0x1000FF)), Catch::Contains("bss end"));
  CHECK_THROWS_WITH(loaded(with(28, 0x100400)), Catch::Contains("entry"));
}

TEST_CASE("multiboot: a module larger than what is left is refused by name") {
  CHECK_THROWS_WITH(load_multiboot({"kernel", elf_kernel()}, {{"big", bytes(4 * mib)}}, "", 4 * mib),
                    Catch::Contains("module big") && Catch::Contains("vm.memory"));
}
