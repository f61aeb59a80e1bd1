#include "platform/loaders/bzimage.h"

#include "platform/loaders/byte_view.h"
#include "platform/loaders/linux_boot.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

namespace hdr = setup_header;

constexpr std::uint64_t sector = 512;
constexpr std::uint64_t paragraph = 16;
constexpr std::uint64_t protected_mode_address = 0x100000;

std::string version_text(std::uint16_t v) {
  const std::string minor = std::to_string(v & 0xFF);
  return std::to_string(v >> 8) + "." + (minor.size() < 2 ? "0" : "") + minor;
}

}  // namespace

bool is_bzimage(std::span<const std::uint8_t> b) {
  const byte_view f{b, ""};
  return f.holds(hdr::magic, 4) && f.u32(hdr::magic, "") == hdr::magic_value &&
         f.u16(hdr::boot_flag, "") == hdr::boot_flag_value;
}

bzimage parse_bzimage(std::span<const std::uint8_t> file, const std::string& name) {
  const byte_view f{file, name};
  constexpr const char* part = "Linux setup header";
  const auto wrong = [&](const std::string& text) { throw load_error(name + ": " + text); };
  if (!is_bzimage(file)) wrong("not a Linux bzImage: no \"HdrS\" at offset 202h");
  bzimage image{};
  image.version = f.u16(hdr::version, part);
  if (image.version < 0x206) {
    wrong("a Linux kernel of boot protocol " + version_text(image.version) +
          "; 2.06 (Linux 2.6.22) or later is needed");
  }
  if ((f.u8(hdr::loadflags, part) & hdr::loaded_high) == 0) {
    wrong("a Linux zImage, which is loaded below 1 MiB; a bzImage is needed");
  }
  const std::uint64_t header_end = hdr::magic + f.u8(hdr::jump_distance, part);
  const std::uint64_t least_end = image.version >= 0x20A ? hdr::init_size + 4 : hdr::cmdline_size + 4;
  if (header_end < least_end || header_end > hdr::limit) {
    wrong("a damaged Linux setup header: it ends at " + hex(header_end) + ", and must end from " +
          hex(least_end) + " to " + hex(hdr::limit));
  }
  const auto header = f.part(hdr::begin, header_end - hdr::begin, part);
  image.header.assign(header.begin(), header.end());

  const std::uint8_t sectors = f.u8(hdr::setup_sects, part);
  const std::uint64_t setup_bytes = (sectors == 0 ? 4 + 1 : sectors + 1u) * sector;
  const std::uint64_t kernel_bytes = f.u32(hdr::syssize, part) * paragraph;
  // The last paragraph may be cut short.
  if (setup_bytes + kernel_bytes > file.size() + paragraph - 1 || kernel_bytes < paragraph) {
    wrong("truncated: its setup header promises " + std::to_string(setup_bytes + kernel_bytes) +
          " bytes, and the file has " + std::to_string(file.size()));
  }
  image.kernel = file.subspan(setup_bytes);
  if (kernel_bytes < image.kernel.size()) image.kernel = image.kernel.first(kernel_bytes);

  image.initrd_addr_max = f.u32(hdr::initrd_addr_max, part);
  image.cmdline_size = f.u32(hdr::cmdline_size, part);
  image.runtime_begin = protected_mode_address;
  image.runtime_bytes = image.kernel.size();
  if (image.version >= 0x208) {
    const std::uint32_t offset = f.u32(hdr::payload_offset, part), length = f.u32(hdr::payload_length, part);
    image.payload = byte_view{image.kernel, name}.part(offset, length, "packed kernel");
  }
  if (image.version >= 0x20A) {
    image.runtime_begin = f.u64(hdr::pref_address, part);
    image.runtime_bytes = f.u32(hdr::init_size, part);
  }
  return image;
}

}  // namespace trapline::loaders
