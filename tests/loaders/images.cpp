#include "tests/loaders/images.h"

#include <lzma.h>
#include <zlib.h>

#include <stdexcept>

namespace trapline::loaders::test {

std::uint64_t number(const bytes& b, std::size_t offset, unsigned width) {
  std::uint64_t v = 0;
  for (unsigned i = width; i-- > 0;) v = v << 8 | b.at(offset + i);
  return v;
}

void set(bytes& b, std::size_t offset, unsigned width, std::uint64_t value) {
  for (unsigned i = 0; i < width; ++i) b.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

bytes make_elf(const std::vector<elf_part>& parts, std::uint32_t entry) {
  bytes f(52 + 32 * parts.size());
  f[0] = 0x7F, f[1] = 'E', f[2] = 'L', f[3] = 'F', f[4] = 1, f[5] = 1, f[6] = 1;
  set(f, 16, 2, 2);
  set(f, 18, 2, 3);
  set(f, 20, 4, 1);
  set(f, 24, 4, entry);
  set(f, 28, 4, 52);
  set(f, 40, 2, 52);
  set(f, 42, 2, 32);
  set(f, 44, 2, parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t h = 52 + 32 * i;
    set(f, h, 4, 1);
    set(f, h + 4, 4, f.size());
    set(f, h + 8, 4, parts[i].virtual_address);
    set(f, h + 12, 4, parts[i].physical);
    set(f, h + 16, 4, parts[i].data.size());
    set(f, h + 20, 4, parts[i].data.size() + parts[i].zeros_after);
    f.insert(f.end(), parts[i].data.begin(), parts[i].data.end());
  }
  return f;
}

bytes make_bzimage(const bytes& payload) {
  constexpr std::size_t setup_bytes = 2 * 512, stub = 64;
  bytes f(setup_bytes + stub);
  f.insert(f.end(), payload.begin(), payload.end());
  f.resize((f.size() + 15) / 16 * 16);
  set(f, 0x1F1, 1, 1);
  set(f, 0x1F4, 4, (f.size() - setup_bytes) / 16);
  set(f, 0x1FE, 2, 0xAA55);
  set(f, 0x200, 2, 0x6AEB);
  set(f, 0x202, 4, 0x53726448);
  set(f, 0x206, 2, 0x20F);
  set(f, 0x211, 1, 1);
  set(f, 0x214, 4, 0x100000);
  set(f, 0x22C, 4, 0x7FFFFFFF);
  set(f, 0x230, 4, 0x1000000);
  set(f, 0x238, 4, 2047);
  set(f, 0x248, 4, stub);
  set(f, 0x24C, 4, payload.size());
  set(f, 0x258, 8, 0x1000000);
  set(f, 0x260, 4, 0x100000);
  return f;
}

bytes make_multiboot_by_addresses() {
  bytes f(256, 0x90);
  constexpr std::uint32_t magic = 0x1BADB002, flags = 1 << 16;
  const std::uint32_t fields[] = {magic,    flags,    0u - magic - flags, 0x100010,
                                  0x100000, 0x100100, 0x100400,           0x100040};
  for (std::size_t i = 0; i < 8; ++i) set(f, 0x10 + 4 * i, 4, fields[i]);
  return f;
}

bytes make_rom(std::size_t size) {
  bytes f(size, 0xCC);
  f[0] = 0x11;
  const std::uint8_t reset[] = {0xEA, 0x00, 0x00, 0x00, 0xF0};
  std::copy(std::begin(reset), std::end(reset), f.end() - 16);
  return f;
}

bytes make_multiboot_elf() {
  constexpr std::uint32_t magic = 0x1BADB002, flags = 3;
  bytes code(256, 0x90);
  const std::uint32_t fields[] = {magic, flags, 0u - magic - flags};
  for (std::size_t i = 0; i < 3; ++i) set(code, 4 * i, 4, fields[i]);
  return make_elf({{0x100000, 0xC0100000, code, 0x1000}}, 0xC010000C);
}

bytes make_option_rom() {
  bytes f(1024);
  f[0] = 0x55, f[1] = 0xAA, f[2] = 2;
  f[1023] = static_cast<std::uint8_t>(0 - 0x55 - 0xAA - 2);
  return f;
}

bytes make_disk(std::size_t size) {
  bytes f(size);
  f[510] = 0x55, f[511] = 0xAA;
  return f;
}

bytes gzip(const bytes& plain) {
  z_stream s{};
  deflateInit2(&s, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  bytes out(plain.size() + 1024);
  bytes in = plain;
  s.next_in = in.data();
  s.avail_in = static_cast<uInt>(in.size());
  s.next_out = out.data();
  s.avail_out = static_cast<uInt>(out.size());
  if (deflate(&s, Z_FINISH) != Z_STREAM_END) throw std::logic_error("gzip");
  out.resize(s.total_out);
  deflateEnd(&s);
  return out;
}

bytes xz(const bytes& plain) {
  bytes out(plain.size() + 1024);
  std::size_t n = 0;
  if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, nullptr, plain.data(), plain.size(), out.data(), &n,
                              out.size()) != LZMA_OK) {
    throw std::logic_error("xz");
  }
  out.resize(n);
  return out;
}

bytes memory_of(const load_plan& plan, std::uint64_t address, std::size_t n) {
  std::uint64_t end = address + n;
  for (const segment& s : plan.segments) end = std::max(end, s.address + s.bytes.size() + s.zeros_after);
  bytes ram(end, 0xEE);
  write_segments(plan, std::as_writable_bytes(std::span{ram}));
  const auto first = ram.begin() + static_cast<std::ptrdiff_t>(address);
  return {first, first + static_cast<std::ptrdiff_t>(n)};
}

std::string text_at(const load_plan& plan, std::uint64_t address) {
  const bytes b = memory_of(plan, address, 256);
  return reinterpret_cast<const char*>(b.data());
}

}  // namespace trapline::loaders::test
