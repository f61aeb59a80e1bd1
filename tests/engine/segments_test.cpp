// Segments that are not flat: Intel SDM volume 3, 5.3 to 5.5. FS is loaded with the descriptor under test; an
// exception ends at 2000h, which tells its error code.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

enum class outcome { done, general_protection, stack };

struct segmented final : machine {
  outcome access(std::uint64_t descriptor, std::initializer_list<int> code) {
    auto r = protected_mode(12);
    put(0x3000 + 8 * 13, {0x00, 0x28, 0x08, 0x00, 0x00, 0x8e, 0x00, 0x00});
    put(0x2000, {0xb0, 12, 0xe6, 0x80, 0xf4});
    put(0x2800, {0xb0, 13, 0xe6, 0x80, 0xf4});
    r.idtr.limit = 8 * 13 + 7;
    r.gdtr.base = 0x4100;
    r.gdtr.limit = 31;
    put(0x4100,
        {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0x9b, 0xcf, 0, 0xff, 0xff, 0, 0, 0, 0x93, 0xcf, 0});
    std::memcpy(ram.data() + 0x4118, &descriptor, 8);
    // mov ax,18h; mov fs,ax, and then the code
    put(0x1000, {0x66, 0xb8, 0x18, 0x00, 0x8e, 0xe0});
    put(0x1006, code);
    core.set_registers(r);
    REQUIRE(run() == stop_reason::halted);
    const auto told = values(0x80);
    if (told.empty()) return outcome::done;
    CHECK((peek32(0x7000 - 16) == 0 || peek32(0x7000 - 16) == 0x18));
    return told[0] == 12 ? outcome::stack : outcome::general_protection;
  }
};

constexpr std::uint64_t limit_4k = 0x0040'9200'0000'0fff, read_only = 0x00cf'9000'0000'ffff,
                        expand_down = 0x0040'9600'0000'0fff, expand_down_16 = 0x0000'9600'0000'0fff,
                        readable_code = 0x00cf'9a00'0000'ffff, execute_only = 0x00cf'9800'0000'ffff,
                        flat = 0x00cf'9200'0000'ffff;

// mov eax,fs:[address]; hlt
outcome read(std::uint64_t descriptor, int low, int high) {
  segmented m;
  return m.access(descriptor, {0x64, 0xa1, low, high, 0, 0, 0xf4});
}
outcome write(std::uint64_t descriptor, int low, int high) {
  segmented m;
  return m.access(descriptor, {0x64, 0xa3, low, high, 0, 0, 0xf4});
}

}  // namespace

TEST_CASE("segments: the last byte of an access must lie within the limit") {
  CHECK(read(limit_4k, 0xfc, 0x0f) == outcome::done);
  CHECK(read(limit_4k, 0xfd, 0x0f) == outcome::general_protection);
  CHECK(write(limit_4k, 0x00, 0x10) == outcome::general_protection);
  CHECK(write(flat, 0x00, 0x60) == outcome::done);
}

TEST_CASE("segments: what may be read and written is the type's to say") {
  CHECK(read(read_only, 0, 0x60) == outcome::done);
  CHECK(write(read_only, 0, 0x60) == outcome::general_protection);
  CHECK(read(readable_code, 0, 0x60) == outcome::done);
  CHECK(write(readable_code, 0, 0x60) == outcome::general_protection);
}

TEST_CASE("segments: an expand-down segment reaches from its limit to its top") {
  CHECK(read(expand_down, 0xff, 0x0f) == outcome::general_protection);
  CHECK(read(expand_down, 0x00, 0x10) == outcome::done);
  CHECK(read(expand_down_16, 0xfc, 0xff) == outcome::done);
  CHECK(read(expand_down_16, 0xfd, 0xff) == outcome::general_protection);
}

TEST_CASE("segments: a null selector may be loaded and not used") {
  segmented m;
  // xor eax,eax; mov fs,ax; mov eax,fs:[6000h]
  CHECK(m.access(flat, {0x31, 0xc0, 0x8e, 0xe0, 0x64, 0xa1, 0, 0x60, 0, 0, 0xf4}) ==
        outcome::general_protection);
}

TEST_CASE("segments: code may not be written through CS, whatever its limit") {
  segmented m;
  CHECK(m.access(flat, {0x2e, 0xa3, 0, 0x60, 0, 0, 0xf4}) == outcome::general_protection);
}

TEST_CASE("segments: string elements, bit strings and stores by FPU and ENTER are checked too") {
  segmented string;
  // mov esi,0fffh; mov edi,6000h; fs lodsb; fs lodsb
  CHECK(string.access(limit_4k, {0xbe, 0xff, 0x0f, 0, 0, 0x64, 0xac, 0x64, 0xac, 0xf4}) ==
        outcome::general_protection);
  segmented none;
  // xor ecx,ecx; mov esi,5000h; fs rep lodsb: no element, no access
  CHECK(none.access(limit_4k, {0x31, 0xc9, 0xbe, 0, 0x50, 0, 0, 0x64, 0xf3, 0xac, 0xf4}) == outcome::done);
  segmented bits;
  // mov eax,8000h; bt fs:[0],eax: bit 8000h lies in byte 1000h
  CHECK(bits.access(limit_4k, {0xb8, 0x00, 0x80, 0, 0, 0x64, 0x0f, 0xa3, 0x05, 0, 0, 0, 0, 0xf4}) ==
        outcome::general_protection);
}

TEST_CASE("segments: ARPL needs a segment that may be written only where it changes the selector") {
  // mov ebx,2; arpl fs:[6000h],bx
  const auto adjust = [](int selector) {
    segmented m;
    m.put(0x6000, {selector, 0xff});
    return m.access(read_only, {0xbb, 2, 0, 0, 0, 0x64, 0x63, 0x1d, 0, 0x60, 0, 0, 0xf4});
  };
  CHECK(adjust(0xf3) == outcome::done);
  CHECK(adjust(0xf2) == outcome::done);
  CHECK(adjust(0xf0) == outcome::general_protection);
}

TEST_CASE("segments: ENTER pushes all of ESP as its frame's link, on a stack of 16-bit addresses too") {
  segmented m;
  // mov ss,ax; mov esp,10000h; enter 8,1
  CHECK(m.access(0x0000'9200'0000'ffff, {0x8e, 0xd0, 0xbc, 0, 0, 1, 0, 0xc8, 8, 0, 1, 0xf4}) ==
        outcome::done);
  CHECK(m.peek32(0xfff8) == 0x1'fffc);
  CHECK(m.core.registers().gpr[4] == 0x1'fff0);
}

TEST_CASE("segments: an instruction that ends behind the code segment's limit is not executed") {
  segmented m;
  // A far jump to 1ffeh of a code segment that ends at 1fffh: nop; nop; and 2000h is behind it
  m.put(0x1ffe, {0x90, 0x43});
  CHECK(m.access(0x0040'9a00'0000'1fff, {0xea, 0xfe, 0x1f, 0, 0, 0x18, 0x00}) == outcome::general_protection);
  CHECK(m.core.registers().gpr[3] == 1);
}

TEST_CASE("segments: real mode faults beyond 64 KiB") {
  machine m;
  m.put(0x34, {0x00, 0x20, 0x00, 0x00});
  m.put(0x2000, {0xe6, 0x80, 0xf4});
  // mov eax,[dword 10000h]
  m.put(0x1000, {0x67, 0x66, 0xa1, 0x00, 0x00, 0x01, 0x00, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80).size() == 1);
}
