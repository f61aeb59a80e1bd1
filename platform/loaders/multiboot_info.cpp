#include "platform/loaders/multiboot_info.h"

#include "platform/loaders/byte_writer.h"

namespace trapline::loaders {
namespace {

constexpr const char* boot_loader_name = "Trapline";

// Offsets in the information structure
constexpr std::size_t flags = 0, mem_lower = 4, mem_upper = 8, cmdline = 16, mods_count = 20, mods_addr = 24,
                      mmap_length = 44, mmap_addr = 48, loader_name = 64;
constexpr std::size_t info_bytes = 116;
constexpr std::uint32_t has_memory = 1 << 0, has_cmdline = 1 << 2, has_modules = 1 << 3, has_mmap = 1 << 6,
                        has_loader_name = 1 << 9;

constexpr std::uint64_t kib = 1024, mib = 1024 * kib;

/// Appends to the bytes that will lie at `base`, and says where each piece went.
class layout {
 public:
  explicit layout(std::uint32_t base) : base_{base}, bytes_(info_bytes) {}

  std::uint32_t here() const { return base_ + static_cast<std::uint32_t>(bytes_.size()); }
  void number(unsigned width, std::uint64_t value) {
    bytes_.resize(bytes_.size() + width);
    put(bytes_, bytes_.size() - width, width, value);
  }
  std::uint32_t text(const std::string& s) {
    const std::uint32_t at = here();
    bytes_.insert(bytes_.end(), s.begin(), s.end());
    bytes_.push_back(0);
    return at;
  }
  void align() { bytes_.resize((bytes_.size() + 3) & ~std::size_t{3}); }
  void field(std::size_t offset, std::uint64_t value) { put(bytes_, offset, 4, value); }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::uint32_t base_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

std::vector<std::uint8_t> multiboot_info::at(std::uint32_t address) const {
  layout out{address};
  out.field(flags, has_memory | has_cmdline | has_modules | has_mmap | has_loader_name);
  for (const memory_range& r : memory_map) {
    if (r.type == 1 && r.base == 0) out.field(mem_lower, r.bytes / kib);
    if (r.type == 1 && r.base == mib) out.field(mem_upper, r.bytes / kib);
  }
  out.field(mmap_addr, out.here());
  const std::uint32_t map_begin = out.here();
  for (const memory_range& r : memory_map) {
    constexpr std::uint32_t bytes_behind_the_size = 20;
    out.number(4, bytes_behind_the_size);
    out.number(8, r.base);
    out.number(8, r.bytes);
    out.number(4, r.type);
  }
  out.field(mmap_length, out.here() - map_begin);
  out.field(cmdline, out.text(command_line));
  out.field(loader_name, out.text(boot_loader_name));
  std::vector<std::uint32_t> texts;
  for (const multiboot_module& m : modules) texts.push_back(out.text(m.text));
  out.align();
  out.field(mods_count, modules.size());
  out.field(mods_addr, out.here());
  for (std::size_t i = 0; i < modules.size(); ++i) {
    out.number(4, modules[i].begin);
    out.number(4, modules[i].end);
    out.number(4, texts[i]);
    out.number(4, 0);
  }
  return out.take();
}

}  // namespace trapline::loaders
