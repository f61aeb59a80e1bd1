#include <catch2/catch.hpp>
#include <initializer_list>
#include <vector>

#include "models/processor/timing/classify.h"
#include "models/processor/timing/instruction_timing.h"

using namespace trapline::timing;
using trapline::engine::code_size;
using kind = instruction_class;

namespace {

classified of(code_size size, std::initializer_list<int> bytes) {
  std::vector<std::uint8_t> b;
  for (int v : bytes) b.push_back(static_cast<std::uint8_t>(v));
  return classify(b, size);
}

classified in16(std::initializer_list<int> bytes) { return of(code_size::bits16, bytes); }
classified in32(std::initializer_list<int> bytes) { return of(code_size::bits32, bytes); }
classified in64(std::initializer_list<int> bytes) { return of(code_size::bits64, bytes); }

constexpr classified plain(kind k) { return {k, false, false}; }

}  // namespace

TEST_CASE("timing: every class has a name, and the name finds the class") {
  for (std::size_t i = 0; i < instruction_class_count; ++i) {
    const auto c = static_cast<kind>(i);
    CHECK_FALSE(name_of(c).empty());
    CHECK(class_named(name_of(c)) == c);
  }
  CHECK(name_of(kind::conditional_branch) == "conditional_branch");
  CHECK(name_of(kind::memory_store) == "memory_store");
  CHECK(class_named("multiply") == std::nullopt);
}

TEST_CASE("timing: arithmetic, with registers and with memory") {
  CHECK(in32({0x01, 0xd8}) == plain(kind::alu));                          // add eax,ebx
  CHECK(in32({0x03, 0x03}) == classified{kind::alu, true, false});        // add eax,[ebx]
  CHECK(in32({0x01, 0x03}) == plain(kind::alu_memory));                   // add [ebx],eax
  CHECK(in32({0x39, 0x03}) == classified{kind::alu, true, false});        // cmp [ebx],eax
  CHECK(in32({0x11, 0xd8}) == plain(kind::adc));                          // adc eax,ebx
  CHECK(in32({0xc1, 0xe0, 0x04}) == plain(kind::shift_immediate));        // shl eax,4
  CHECK(in32({0xd3, 0xe0}) == plain(kind::shift_cl));                     // shl eax,cl
  CHECK(in32({0xd3, 0x23}) == classified{kind::shift_cl, true, true});    // shl dword [ebx],cl
  CHECK(in32({0x0f, 0xaf, 0xc3}) == plain(kind::imul));                   // imul eax,ebx
  CHECK(in32({0xf7, 0xf3}) == plain(kind::div32));                        // div ebx
  CHECK(in64({0x48, 0xf7, 0xf3}) == plain(kind::div64));                  // div rbx
  CHECK(in32({0x8d, 0x43, 0x04}) == plain(kind::alu));                    // lea eax,[ebx+4]
  CHECK(in32({0x0f, 0x94, 0x03}) == classified{kind::alu, false, true});  // sete [ebx]
}

TEST_CASE("timing: moves, stack and strings") {
  CHECK(in32({0x8b, 0x03}) == plain(kind::load));          // mov eax,[ebx]
  CHECK(in32({0x89, 0x03}) == plain(kind::store));         // mov [ebx],eax
  CHECK(in32({0x89, 0xd8}) == plain(kind::alu));           // mov eax,ebx
  CHECK(in32({0x0f, 0xb6, 0x03}) == plain(kind::load));    // movzx eax,byte [ebx]
  CHECK(in16({0x8e, 0xd8}) == plain(kind::mov_segment));   // mov ds,ax
  CHECK(in16({0x1f}) == plain(kind::mov_segment));         // pop ds
  CHECK(in16({0x50}) == plain(kind::push));                // push ax
  CHECK(in16({0x58}) == plain(kind::pop));                 // pop ax
  CHECK(in32({0xf3, 0xa5}) == plain(kind::string_rep));    // rep movsd
  CHECK(in32({0xa5}) == plain(kind::string_single));       // movsd
  CHECK(in32({0x87, 0x03}) == plain(kind::locked));        // xchg [ebx],eax
  CHECK(in32({0xf0, 0x01, 0x03}) == plain(kind::locked));  // lock add [ebx],eax
  CHECK(in16({0x9c}) == plain(kind::pushf));
  CHECK(in16({0x9d}) == plain(kind::popf));
}

TEST_CASE("timing: transfers of control") {
  CHECK(in16({0xeb, 0xfe}) == plain(kind::branch));
  CHECK(in16({0x75, 0xfe}) == plain(kind::conditional_branch));
  CHECK(in16({0xe2, 0xfe}) == plain(kind::conditional_branch));  // loop
  CHECK(in16({0xe8, 0x00, 0x00}) == plain(kind::call));
  CHECK(in16({0xc3}) == plain(kind::ret));
  CHECK(in16({0xea, 0x00, 0x00, 0x00, 0xf0}) == plain(kind::far_transfer));
  CHECK(in16({0x9a, 0x00, 0x00, 0x00, 0xf0}) == plain(kind::far_transfer));
  CHECK(in16({0xcb}) == plain(kind::far_transfer));  // retf
  CHECK(in16({0xcd, 0x21}) == plain(kind::int_n));
  CHECK(in16({0xcf}) == plain(kind::iret));
}

TEST_CASE("timing: system instructions") {
  CHECK(in16({0xfa}) == plain(kind::cli));
  CHECK(in16({0xfb}) == plain(kind::sti));
  CHECK(in16({0xfc}) == plain(kind::cld));
  CHECK(in16({0xe4, 0x40}) == plain(kind::port_io));  // in al,40h
  CHECK(in16({0xef}) == plain(kind::port_io));        // out dx,ax
  CHECK(in16({0xf3, 0x6d}) == plain(kind::port_io));  // rep insw
  CHECK(in16({0x0f, 0x31}) == plain(kind::rdtsc));
  CHECK(in16({0x0f, 0xa2}) == plain(kind::cpuid));
  CHECK(in32({0xf3, 0x90}) == plain(kind::pause));
  CHECK(in32({0x90}) == plain(kind::nop));
  CHECK(in32({0xf4}) == plain(kind::system));
  CHECK(in32({0x0f, 0x22, 0xd8}) == plain(kind::system));  // mov cr3,eax
  CHECK(in32({0x0f, 0x01, 0x38}) == plain(kind::system));  // invlpg [eax]
  CHECK(in32({0x0f, 0x30}) == plain(kind::system));        // wrmsr
  CHECK(in32({0xd8, 0xc1}) == plain(kind::fpu));           // fadd st,st1
  CHECK(in32({0x0f, 0x58, 0xc1}) == plain(kind::simd));    // addps xmm0,xmm1
  CHECK(in64({0x06}) == plain(kind::other));               // no instruction
}

TEST_CASE("timing: the same bytes are another instruction in another mode") {
  CHECK(in32({0x40}) == plain(kind::alu));               // inc eax
  CHECK(in64({0x48, 0x8b, 0x03}) == plain(kind::load));  // mov rax,[rbx]
}

TEST_CASE("timing: an instruction costs its class and what its memory operand adds") {
  instruction_timing::table costs{};
  costs[static_cast<std::size_t>(kind::alu)] = 16;
  costs[static_cast<std::size_t>(kind::memory_load)] = 64;
  costs[static_cast<std::size_t>(kind::alu_memory)] = 80;
  const instruction_timing timing{costs};
  const std::uint8_t registers[] = {0x01, 0xd8};
  const std::uint8_t source[] = {0x03, 0x03};
  const std::uint8_t both[] = {0x01, 0x03};
  CHECK(timing.cost(registers, code_size::bits32) == 16);
  CHECK(timing.cost(source, code_size::bits32) == 80);
  CHECK(timing.cost(both, code_size::bits32) == 80);
}
