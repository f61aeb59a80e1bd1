#include "models/processor/engine/store/block_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace trapline::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_of_memory = 4096;

void* memory_of(std::size_t bytes) {
  return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

}  // namespace

block_memory::~block_memory() {
  if (begin_) munmap(begin_, most_bytes);
  if (file_ >= 0) close(file_);
}

bool block_memory::start() { return (folder_ && start_in_file()) || start_in_memory(); }

bool block_memory::start_in_file() {
  std::error_code ignored;
  if (fs::create_directories(*folder_, ignored)) fs::permissions(*folder_, fs::perms::owner_all, ignored);
  file_ = open(folder_->c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) return false;
  owner_ = getpid();
  // Far beyond the file's end: nothing is read there before it is written.
  void* const at = mmap(nullptr, most_bytes, PROT_READ, MAP_SHARED | MAP_NORESERVE, file_, 0);
  if (at == MAP_FAILED) return false;
  begin_ = static_cast<std::byte*>(at);
  piece_.reserve(piece_bytes);
  return true;
}

bool block_memory::start_in_memory() {
  void* const at = memory_of(most_bytes);
  if (at == MAP_FAILED) return false;
  begin_ = static_cast<std::byte*>(at);
  // A page fault for every few blocks would cost more than they save.
  madvise(begin_, most_bytes, MADV_HUGEPAGE);
  in_memory_ = true;
  return true;
}

// Prepared elsewhere and moved here at once: others may be reading what shares a page with the first of it.
void block_memory::go_on_in_memory() {
  const std::size_t from = readable_ & ~(page_of_memory - 1), bytes = most_bytes - from;
  void* const prepared = memory_of(bytes);
  lost_ = prepared == MAP_FAILED;
  if (lost_) return;
  auto* const at = static_cast<std::byte*>(prepared);
  // Before the first piece is written the file has nothing, its head's room included.
  const bool any_written = readable_ > head_bytes;
  if (any_written) std::memcpy(at, begin_ + from, readable_ - from);
  std::ranges::copy(piece_, at + (readable_ - from));
  lost_ = mremap(prepared, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, begin_ + from) == MAP_FAILED;
  if (lost_) return;
  in_memory_ = true;
  readable_ = end_;
  piece_.clear();
}

bool block_memory::is_file() const { return file_ >= 0 && !in_memory_ && !lost_ && owner_ == getpid(); }

bool block_memory::write_at(std::uint64_t at, std::span<const std::byte> bytes) const {
  if (!is_file()) return false;
  while (!bytes.empty()) {
    const ssize_t n = pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return true;
}

void block_memory::flush() {
  if (piece_.empty() || lost_) return;
  if (!write_at(readable_, piece_)) return go_on_in_memory();
  readable_ = end_;
  piece_.clear();
}

bool block_memory::make_readable(const kept_block* b) {
  if (place_of(b) >= readable_) flush();
  return place_of(b) < readable_;
}

const kept_block* block_memory::add(const kept_block& b) {
  if (!begin_ && !start()) return nullptr;
  if (piece_.size() + b.bytes > piece_bytes) flush();
  if (lost_ || end_ + b.bytes > most_bytes) return nullptr;
  std::byte* const at = begin_ + end_;
  const auto* const bytes = reinterpret_cast<const std::byte*>(&b);
  end_ += b.bytes;
  if (in_memory_) {
    std::memcpy(at, bytes, b.bytes);
    readable_ = end_;
  } else {
    piece_.insert(piece_.end(), bytes, bytes + b.bytes);
  }
  return reinterpret_cast<const kept_block*>(at);
}

bool block_memory::name(const fs::path& path) {
  if (!is_file()) return false;
  const std::string from = "/proc/self/fd/" + std::to_string(file_);
  const bool named = linkat(AT_FDCWD, from.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
  go_on_in_memory();
  return named;
}

}  // namespace trapline::engine
