// Linux by the 32-bit boot protocol: addresses and values are those of the protocol's description.
#include <catch2/catch.hpp>

#include "platform/loaders/linux_boot.h"
#include "tests/loaders/images.h"

using namespace trapline::loaders;
using namespace trapline::loaders::test;

namespace {

constexpr std::uint64_t mib = 1 << 20;
constexpr unsigned cs = 1, esi = 6;

bytes small_vmlinux() {
  return make_elf({{0x1000000, 0xC1000000, {0xF4, 0x12, 0x34}, 5}, {0x1002000, 0xC1002000, {0x56}, 0}},
                  0x1000000);
}

image_file initrd(std::size_t n) { return {"initrd.gz", bytes(n, 0xAB)}; }

bytes boot_params(const load_plan& plan) { return memory_of(plan, plan.entry->gpr[esi], 4096); }

}  // namespace

TEST_CASE("linux: an XZ kernel is unpacked to its physical addresses and entered there") {
  const image_file kernel{"vmlinuz", make_bzimage(xz(small_vmlinux()))};
  const load_plan plan = load_linux(kernel, std::nullopt, {}, 32 * mib);
  CHECK(memory_of(plan, 0x1000000, 9) == bytes{0xF4, 0x12, 0x34, 0, 0, 0, 0, 0, 0xEE});
  CHECK(memory_of(plan, 0x1002000, 2) == bytes{0x56, 0xEE});
  CHECK(plan.entry->rip == 0x1000000);
  CHECK(plan.kind == load_kind::linux_boot);
}

TEST_CASE("linux: relocations behind the packed vmlinux are left alone") {
  bytes payload = small_vmlinux();
  payload.insert(payload.end(), {0, 0, 0, 0, 0x10, 0, 0, 0xC1});
  bytes packed = gzip(payload);
  packed.insert(packed.end(), {8, 0, 0, 0});  // the unpacked size, as the kernel's build appends it
  const load_plan plan = load_linux({"vmlinuz", make_bzimage(packed)}, std::nullopt, {}, 32 * mib);
  CHECK(memory_of(plan, 0x1000000, 4) == bytes{0xF4, 0x12, 0x34, 0});
}

TEST_CASE("linux: a kernel that unpacks itself goes to 1 MiB whole") {
  bytes payload{0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3};  // Zstandard
  const load_plan plan = load_linux({"vmlinuz", make_bzimage(payload)}, std::nullopt, {}, 32 * mib);
  CHECK(plan.entry->rip == 0x100000);
  CHECK(memory_of(plan, 0x100000 + 64, 4) == bytes{0x28, 0xB5, 0x2F, 0xFD});
}

TEST_CASE("linux: unpacking is an option") {
  const image_file kernel{"vmlinuz", make_bzimage(xz(small_vmlinux()))};
  linux_options options;
  options.unpack_kernel = false;
  const load_plan plan = load_linux(kernel, std::nullopt, options, 32 * mib);
  CHECK(plan.entry->rip == 0x100000);
  CHECK(memory_of(plan, 0x100000 + 64, 4) == bytes{0xFD, '7', 'z', 'X'});
}

TEST_CASE("linux: the kernel starts in flat protected mode without paging and with interrupts off") {
  const load_plan plan = load_linux({"vmlinux", small_vmlinux()}, std::nullopt, {}, 32 * mib);
  const auto& r = *plan.entry;
  CHECK(r.cr0 == 0x60000011);
  CHECK(r.rflags == 2);
  CHECK(r.segment[cs].selector == 0x10);
  CHECK(r.segment[cs].flags == 0xCF9B00);
  for (unsigned s : {0u, 2u, 3u, 4u, 5u}) {
    CHECK(r.segment[s].selector == 0x18);
    CHECK(r.segment[s].flags == 0xCF9300);
    CHECK(r.segment[s].base == 0);
    CHECK(r.segment[s].limit == 0xFFFFFFFF);
  }
  CHECK(r.gpr[3] == 0);  // EBX, EBP, EDI: zero says the protocol
  CHECK(r.gpr[5] == 0);
  CHECK(r.gpr[7] == 0);
  CHECK(plan.a20_open);
  const bytes gdt = memory_of(plan, r.gdtr.base, r.gdtr.limit + 1);
  CHECK(number(gdt, 0x10, 8) == 0x00CF9B000000FFFF);
  CHECK(number(gdt, 0x18, 8) == 0x00CF93000000FFFF);
}

TEST_CASE("linux: boot_params holds the setup header, the loader's type and the memory map") {
  const load_plan plan =
      load_linux({"vmlinuz", make_bzimage(xz(small_vmlinux()))}, std::nullopt, {}, 36 * mib);
  const bytes p = boot_params(plan);
  CHECK(number(p, 0x1FE, 2) == 0xAA55);
  CHECK(number(p, 0x202, 4) == 0x53726448);
  CHECK(number(p, 0x206, 2) == 0x20F);
  CHECK(p[0x210] == 0xFF);
  CHECK((p[0x211] & 1) == 1);
  CHECK(number(p, 0x218, 8) == 0);  // no RAM disk
  CHECK(p[0x1E8] == 2);
  CHECK(number(p, 0x2D0, 8) == 0);
  CHECK(number(p, 0x2D8, 8) == 0x9FC00);
  CHECK(number(p, 0x2E0, 4) == 1);
  CHECK(number(p, 0x2E4, 8) == 0x100000);
  CHECK(number(p, 0x2EC, 8) == 35 * mib);
  CHECK(number(p, 0x2F4, 4) == 1);
  CHECK(p[0x1EF] == 0);  // the sentinel: this structure was cleared
}

TEST_CASE("linux: a text screen is reported when there is one, and only then") {
  linux_options options;
  CHECK(boot_params(load_linux({"vmlinux", small_vmlinux()}, std::nullopt, options, 36 * mib))[0x0F] == 0);
  options.text_screen = true;
  const bytes p = boot_params(load_linux({"vmlinux", small_vmlinux()}, std::nullopt, options, 36 * mib));
  CHECK(p[0x06] == 3);
  CHECK(p[0x07] == 80);
  CHECK(p[0x0E] == 25);
  CHECK(p[0x0F] == 1);
}

TEST_CASE("linux: the command line lies where boot_params says, with a zero at its end") {
  linux_options options;
  options.command_line = "console=ttyS0 quiet";
  const load_plan plan = load_linux({"vmlinux", small_vmlinux()}, std::nullopt, options, 32 * mib);
  CHECK(text_at(plan, number(boot_params(plan), 0x228, 4)) == "console=ttyS0 quiet");
}

TEST_CASE("linux: a command line longer than the kernel takes is refused with both lengths") {
  linux_options options;
  options.command_line = std::string(2048, 'x');
  CHECK_THROWS_WITH(
      load_linux({"vmlinuz", make_bzimage(xz(small_vmlinux()))}, std::nullopt, options, 32 * mib),
      Catch::Contains("2048 characters") && Catch::Contains("takes 2047"));
}

TEST_CASE("linux: the initial RAM disk lies page-aligned at the top of memory") {
  const load_plan plan = load_linux({"vmlinux", small_vmlinux()}, initrd(5000), {}, 32 * mib);
  const bytes p = boot_params(plan);
  CHECK(number(p, 0x218, 4) == 32 * mib - 8192);
  CHECK(number(p, 0x21C, 4) == 5000);
  CHECK(memory_of(plan, 32 * mib - 8192, 5000) == bytes(5000, 0xAB));
}

TEST_CASE("linux: the initial RAM disk stays below initrd_addr_max") {
  bytes kernel = make_bzimage(xz(small_vmlinux()));
  set(kernel, 0x22C, 4, 0x13FFFFF);
  const load_plan plan = load_linux({"vmlinuz", kernel}, initrd(4096), {}, 32 * mib);
  CHECK(number(boot_params(plan), 0x218, 4) == 0x13FF000);
}

TEST_CASE("linux: an initial RAM disk that reaches into the kernel is refused") {
  CHECK_THROWS_WITH(load_linux({"vmlinux", small_vmlinux()}, initrd(16 * mib), {}, 17 * mib),
                    Catch::Contains("does not fit beside the kernel") && Catch::Contains("vm.memory"));
}

TEST_CASE("linux: a kernel larger than the memory is refused with the memory it needs") {
  CHECK_THROWS_WITH(load_linux({"vmlinux", small_vmlinux()}, std::nullopt, {}, 16 * mib),
                    Catch::Contains("vm.memory of 17 MiB or more would do"));
  linux_options options;
  options.unpack_kernel = false;
  CHECK_THROWS_WITH(
      load_linux({"vmlinuz", make_bzimage(xz(small_vmlinux()))}, std::nullopt, options, 16 * mib),
      Catch::Contains("unpacking itself") && Catch::Contains("vm.memory of 17 MiB"));
}

TEST_CASE("linux: a bzImage cut short is called truncated") {
  bytes kernel = make_bzimage(xz(small_vmlinux()));
  const std::string whole = std::to_string(kernel.size());
  kernel.erase(kernel.end() - 32, kernel.end());
  CHECK_THROWS_WITH(load_linux({"vmlinuz", kernel}, std::nullopt, {}, 32 * mib),
                    Catch::Contains("truncated") && Catch::Contains(whole));
}

TEST_CASE("linux: a damaged payload is called damaged") {
  bytes packed = xz(small_vmlinux());
  packed[packed.size() / 2] ^= 0xFF;
  CHECK_THROWS_WITH(load_linux({"vmlinuz", make_bzimage(packed)}, std::nullopt, {}, 32 * mib),
                    Catch::Contains("XZ data"));
}

TEST_CASE("linux: a payload that unpacks to more than the memory is refused, however small it is") {
  CHECK_THROWS_WITH(load_linux({"vmlinuz", make_bzimage(xz(bytes(64 * mib)))}, std::nullopt, {}, 32 * mib),
                    Catch::Contains("unpacks to more than 32 MiB"));
}

TEST_CASE("linux: an old boot protocol and a zImage are named") {
  bytes old = make_bzimage({});
  set(old, 0x206, 2, 0x204);
  CHECK_THROWS_WITH(load_linux({"vmlinuz", old}, std::nullopt, {}, 32 * mib),
                    Catch::Contains("boot protocol 2.04"));
  bytes low = make_bzimage({});
  set(low, 0x211, 1, 0);
  CHECK_THROWS_WITH(load_linux({"vmlinuz", low}, std::nullopt, {}, 32 * mib), Catch::Contains("zImage"));
}

TEST_CASE("linux: a 64-bit kernel in a bzImage unpacks itself") {
  bytes elf64 = small_vmlinux();
  elf64[4] = 2;
  const load_plan plan = load_linux({"vmlinuz", make_bzimage(gzip(elf64))}, std::nullopt, {}, 32 * mib);
  CHECK(plan.entry->rip == 0x100000);
}
