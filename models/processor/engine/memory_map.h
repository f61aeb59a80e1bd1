/// What lies at which physical address of one core, and which pages of it code was translated from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/processor/engine/first_touch.h"
#include "models/processor/engine/library.h"

namespace trapline::engine {

/// Memory that lies in one piece in the host. The library splits mappings by copying them; here a
/// mapping is replaced as a whole, so that the host memory stays the caller's.
struct memory_piece {
  std::uint64_t address;
  std::uint64_t bytes;
  std::byte* host;
  bool writable;
  std::uint64_t ram_address;  ///< the library's own address of it

  std::uint64_t end() const { return address + bytes; }
};

class memory_map {
 public:
  void attach(uc_engine* uc, void* cpu);

  void map(std::uint64_t address, std::span<std::byte> host, bool writable);
  void map_mmio(std::uint64_t address, std::uint64_t bytes);
  /// Whatever is there; pieces that stick out keep the rest.
  void unmap(std::uint64_t address, std::uint64_t bytes);

  const memory_piece* piece_at(std::uint64_t address) const;
  const memory_piece* piece_at_ram(std::uint64_t ram_address) const;
  bool is_mmio(std::uint64_t address) const;

  /// Drops what was translated from these bytes.
  void drop_code(std::uint64_t address, std::uint64_t bytes);

  bool holds_code(std::uint64_t ram_address) const {
    const std::uint64_t page = ram_address >> 12;
    return page < code_pages_.size() && code_pages_[page];
  }
  void mark_code(std::uint64_t ram_address);
  void unmark_code(std::uint64_t ram_address);

  /// Code is going to access this page of the piece, and may write to it.
  void touch(const memory_piece& piece, std::uint64_t address) {
    if (touched_.is_second_page(piece.ram_address + (address - piece.address))) ask_for(piece, address);
  }

  /// While this is so, memory_mapping() has to answer truthfully.
  bool changing() const { return changing_; }

 private:
  struct range {
    std::uint64_t begin, end;
  };

  void insert(memory_piece piece);
  void remove(std::size_t index);
  void drop_code_of(const memory_piece& piece, std::uint64_t begin, std::uint64_t end);
  /// The host for the memory of all pages around, which stay as they are.
  static void ask_for(const memory_piece& piece, std::uint64_t address);

  uc_engine* uc_ = nullptr;
  void* cpu_ = nullptr;
  std::vector<memory_piece> pieces_;  // by address
  std::vector<range> mmio_;           // by address
  std::vector<bool> code_pages_;      // by ram address
  first_touch touched_;               // by ram address
  bool changing_ = false;
};

}  // namespace trapline::engine
