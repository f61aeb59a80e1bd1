#include "models/processor/engine/memory_map.h"

#include <sys/mman.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace trapline::engine {

namespace {

constexpr std::uint64_t page_bytes = 4096;

void check(uc_err error, const char* what, std::uint64_t address) {
  if (error != UC_ERR_OK)
    throw std::runtime_error(std::string(what) + " at " + std::to_string(address) + ": " +
                             uc_strerror(error));
}

}  // namespace

void memory_map::attach(uc_engine* uc, void* cpu) {
  uc_ = uc;
  cpu_ = cpu;
}

void memory_map::map(std::uint64_t address, std::span<std::byte> host, bool writable) {
  if (host.empty()) return;
  unmap(address, host.size());
  insert({address, host.size(), host.data(), writable, 0});
  tlb_flush_x86_64(cpu_);
}

void memory_map::map_mmio(std::uint64_t address, std::uint64_t bytes) {
  if (bytes == 0) return;
  unmap(address, bytes);
  const auto at = std::lower_bound(mmio_.begin(), mmio_.end(), address,
                                   [](const range& r, std::uint64_t a) { return r.begin < a; });
  mmio_.insert(at, {address, address + bytes});
}

void memory_map::unmap(std::uint64_t address, std::uint64_t bytes) {
  const std::uint64_t end = address + bytes;
  for (std::size_t i = 0; i < pieces_.size();) {
    const memory_piece old = pieces_[i];
    if (old.end() <= address || old.address >= end) {
      ++i;
      continue;
    }
    remove(i);
    if (old.address < address) insert({old.address, address - old.address, old.host, old.writable, 0});
    if (old.end() > end) insert({end, old.end() - end, old.host + (end - old.address), old.writable, 0});
    i = 0;
  }
  std::vector<range> left;
  for (const range& r : mmio_) {
    if (r.begin < std::min(r.end, address)) left.push_back({r.begin, std::min(r.end, address)});
    if (std::max(r.begin, end) < r.end) left.push_back({std::max(r.begin, end), r.end});
  }
  mmio_ = std::move(left);
  tlb_flush_x86_64(cpu_);
}

void memory_map::insert(memory_piece piece) {
  changing_ = true;
  check(uc_mem_map_ptr(uc_, piece.address, piece.bytes, UC_PROT_ALL, piece.host), "cannot map memory",
        piece.address);
  // Only the protection call marks the region read-only, which makes the library discard stores to it.
  if (!piece.writable)
    check(uc_mem_protect(uc_, piece.address, piece.bytes, UC_PROT_READ | UC_PROT_EXEC),
          "cannot protect memory", piece.address);
  auto* region = static_cast<MemoryRegion*>(memory_mapping(uc_, piece.address));
  changing_ = false;
  piece.ram_address = memory_region_get_ram_addr_x86_64(region);
  const std::size_t pages = (piece.ram_address + piece.bytes + page_bytes - 1) / page_bytes;
  if (code_pages_.size() < pages) code_pages_.resize(pages);
  const auto at = std::lower_bound(pieces_.begin(), pieces_.end(), piece.address,
                                   [](const memory_piece& p, std::uint64_t a) { return p.address < a; });
  pieces_.insert(at, piece);
}

void memory_map::remove(std::size_t index) {
  const memory_piece old = pieces_[index];
  drop_code_of(old, old.address, old.end());
  pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(index));
  changing_ = true;
  const uc_err error = uc_mem_unmap(uc_, old.address, old.bytes);
  changing_ = false;
  check(error, "cannot unmap memory", old.address);
}

const memory_piece* memory_map::piece_at(std::uint64_t address) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), address,
                                      [](std::uint64_t a, const memory_piece& p) { return a < p.address; });
  if (after == pieces_.begin()) return nullptr;
  const memory_piece& p = *(after - 1);
  return address < p.end() ? &p : nullptr;
}

const memory_piece* memory_map::piece_at_ram(std::uint64_t ram_address) const {
  for (const memory_piece& p : pieces_)
    if (ram_address >= p.ram_address && ram_address - p.ram_address < p.bytes) return &p;
  return nullptr;
}

bool memory_map::is_mmio(std::uint64_t address) const {
  for (const range& r : mmio_)
    if (address >= r.begin && address < r.end) return true;
  return false;
}

void memory_map::drop_code(std::uint64_t address, std::uint64_t bytes) {
  const std::uint64_t end = address + bytes;
  for (const memory_piece& p : pieces_)
    if (p.address < end && address < p.end())
      drop_code_of(p, std::max(address, p.address), std::min(end, p.end()));
}

void memory_map::drop_code_of(const memory_piece& piece, std::uint64_t begin, std::uint64_t end) {
  for (std::uint64_t at = begin; at < end;) {
    const std::uint64_t ram = piece.ram_address + (at - piece.address);
    const std::uint64_t next = std::min(end, (at & ~(page_bytes - 1)) + page_bytes);
    if (holds_code(ram)) tb_invalidate_phys_range_x86_64(uc_, ram, ram + (next - at));
    at = next;
  }
}

// Best effort: what is not asked for comes by faults.
void memory_map::ask_for(const memory_piece& piece, std::uint64_t address) {
  const std::uint64_t ram = piece.ram_address + (address - piece.address);
  const std::uint64_t begin = ram - ram % first_touch::stretch_bytes;
  const std::uint64_t first = std::max(begin, piece.ram_address),
                      end = std::min(begin + first_touch::stretch_bytes, piece.ram_address + piece.bytes);
  madvise(piece.host + (first - piece.ram_address), end - first, MADV_POPULATE_WRITE);
}

void memory_map::mark_code(std::uint64_t ram_address) {
  const memory_piece* piece = piece_at_ram(ram_address);
  if (!piece || holds_code(ram_address)) return;
  code_pages_[ram_address >> 12] = true;
  // Stores to the page have to be seen from now on, whatever virtual address they come by.
  const std::uint64_t offset = (ram_address - piece->ram_address) & ~(page_bytes - 1);
  tlb_reset_dirty_x86_64(cpu_, reinterpret_cast<std::uint64_t>(piece->host + offset), page_bytes);
}

void memory_map::unmark_code(std::uint64_t ram_address) {
  if (holds_code(ram_address)) code_pages_[ram_address >> 12] = false;
}

}  // namespace trapline::engine
