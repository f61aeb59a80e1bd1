#include "models/processor/engine/store/store_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>
#include <thread>

namespace trapline::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t segment_mark = 0x3247'4553'4c50'5254;  // "TRPLSEG2"
constexpr std::size_t most_segments = 32;
constexpr std::size_t most_files = 4;  ///< builds whose translations are kept

struct segment_head {
  std::uint64_t mark = segment_mark;
  std::uint64_t bytes = 0;     ///< of the whole segment
  std::uint64_t slots = 0;     ///< a power of two
  std::uint64_t slots_at = 0;  ///< from the segment's begin
  std::uint64_t checksum = 0;  ///< of the slots
};

// Ours alone to write.
bool is_ours(const struct stat& s) {
  return S_ISREG(s.st_mode) && s.st_uid == geteuid() && (s.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

void close_file(int file) {
  if (file >= 0) close(file);
}

}  // namespace

/// Collects small writes.
class store_file::writer {
 public:
  explicit writer(int file) : file_{file} { buffer_.reserve(capacity); }

  void put(std::span<const std::byte> bytes) {
    if (buffer_.size() + bytes.size() > capacity) flush();
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }
  bool flush() {
    std::span<const std::byte> rest{buffer_};
    while (good_ && !rest.empty()) {
      const ssize_t n = write(file_, rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      good_ = n > 0;
      if (good_) rest = rest.subspan(static_cast<std::size_t>(n));
    }
    buffer_.clear();
    return good_;
  }

  /// A segment of these blocks. @return whether it was written whole
  bool put_segment(std::span<const kept_block* const> blocks) {
    segment_head head;
    head.slots_at = sizeof head;
    head.bytes = sizeof head + slots_for(blocks.size()) * sizeof(slot);
    std::size_t next = 0;
    std::vector<std::uint64_t> places(blocks.size());
    for (const kept_block* b : blocks) {
      places[next++] = head.bytes;
      head.bytes += b->bytes;
    }
    const std::vector<slot> slots = table_of(blocks, places);
    head.slots = slots.size();
    head.checksum = checksum_of(std::as_bytes(std::span{slots}));
    put(std::as_bytes(std::span{&head, 1}));
    put(std::as_bytes(std::span{slots}));
    for (const kept_block* b : blocks) put({reinterpret_cast<const std::byte*>(b), b->bytes});
    return flush();
  }

 private:
  static constexpr std::size_t capacity = std::size_t{1} << 20;
  int file_;
  bool good_ = true;
  std::vector<std::byte> buffer_;
};

std::size_t store_file::slots_for(std::size_t blocks) { return std::bit_ceil(2 * blocks + 1); }

std::vector<store_file::slot> store_file::table_of(std::span<const kept_block* const> blocks,
                                                   std::span<const std::uint64_t> places) {
  std::vector<slot> slots(slots_for(blocks.size()));
  for (std::size_t n = 0; n < blocks.size(); ++n) {
    const std::uint64_t key = blocks[n]->question.key();
    std::size_t i = key & (slots.size() - 1);
    while (slots[i].at != 0) i = (i + 1) & (slots.size() - 1);
    slots[i] = {key, places[n]};
  }
  return slots;
}

store_file::store_file(const fs::path& folder, std::uint64_t identity) : folder_{folder} {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "%016llx.blocks", static_cast<unsigned long long>(identity));
  path_ = folder_ / name.data();
  const int file = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return;
  // A table that is damaged leads to a block that is not whole or not the one looked for, so that a process that
  // starts does not read all of it.
  mapped_ = map(file, check::heads);
  close_file(file);
}

store_file::~store_file() { unmap(mapped_); }

store_file::mapping store_file::map(int file, check how) {
  mapping m;
  struct stat s {};
  if (fstat(file, &s) != 0 || !is_ours(s) || s.st_size <= 0) return m;
  const auto size = static_cast<std::size_t>(s.st_size);
  void* const at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (at == MAP_FAILED) return m;
  m.begin = static_cast<const std::byte*>(at);
  m.mapped = size;
  while (size - m.good > sizeof(segment_head)) {
    const std::byte* const begin = m.begin + m.good;
    const std::size_t room = size - m.good;
    segment_head head;
    std::memcpy(&head, begin, sizeof head);
    const bool sensible = head.mark == segment_mark && head.bytes <= room && head.bytes % 8 == 0 &&
                          std::has_single_bit(head.slots) && head.slots <= room / sizeof(slot) &&
                          head.slots_at % 8 == 0 && head.slots_at >= sizeof head &&
                          head.slots_at <= head.bytes &&
                          head.slots * sizeof(slot) <= head.bytes - head.slots_at;
    if (!sensible) break;
    const std::span slots{reinterpret_cast<const slot*>(begin + head.slots_at), head.slots};
    if (how == check::tables && checksum_of(std::as_bytes(slots)) != head.checksum) break;
    m.segments.push_back({begin, head.bytes, slots});
    m.good += head.bytes;
  }
  return m;
}

void store_file::unmap(mapping& m) {
  if (m.begin) munmap(const_cast<std::byte*>(m.begin), m.mapped);
  m = {};
}

const kept_block* store_file::block_at(const segment& s, std::uint64_t at) {
  if (at % 8 != 0 || at >= s.bytes) return nullptr;
  const auto* const block = reinterpret_cast<const kept_block*>(s.begin + at);
  return block->is_whole(s.bytes - at) ? block : nullptr;
}

std::vector<const kept_block*> store_file::blocks_of(const segment& s) {
  std::vector<const kept_block*> all;
  for (const slot& one : s.slots)
    if (one.at != 0)
      if (const kept_block* const b = block_at(s, one.at)) all.push_back(b);
  return all;
}

// Another process may hold the lock, or have put another file in this one's place, in the meantime. One that
// was stopped for good with the lock held must not stop us too.
int store_file::open_locked() const {
  constexpr int tries = 50;
  for (int i = 0; i < tries; ++i) {
    const int file =
        open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    struct stat s {};
    if (file < 0 || fstat(file, &s) != 0 || !is_ours(s)) {
      close_file(file);
      return -1;
    }
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
      struct stat named {};
      if (stat(path_.c_str(), &named) == 0 && named.st_ino == s.st_ino && named.st_dev == s.st_dev)
        return file;
    }
    close_file(file);
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return -1;
}

void store_file::append(std::span<const kept_block* const> blocks, block_memory* memory) const {
  std::error_code ignored;
  if (fs::create_directories(folder_, ignored)) fs::permissions(folder_, fs::perms::owner_all, ignored);
  const int file = open_locked();
  if (file < 0) return;
  mapping now = map(file, check::tables);
  if (now.good == 0 && memory && becomes_the_file(*memory, blocks)) {
    drop_old_files();
  } else {
    add_missing(file, now, blocks);
  }
  unmap(now);
  close_file(file);
}

void store_file::add_missing(int file, const mapping& now, std::span<const kept_block* const> blocks) const {
  std::vector<const kept_block*> missing;
  std::size_t bytes = 0;
  for (const kept_block* b : blocks) {
    const auto same = [b](const kept_block& other) {
      return other.bytes == b->bytes && other.checksum == b->checksum;
    };
    if (find_in(now, b->question.key(), same)) continue;
    missing.push_back(b);
    bytes += b->bytes;
  }
  if (missing.empty()) return;
  if (now.segments.size() >= most_segments || now.good + bytes > most_bytes) {
    make_anew(now, missing);
    return;
  }
  const auto good = static_cast<off_t>(now.good);
  const bool fresh = now.good == 0;
  const bool written = ftruncate(file, good) == 0 && writer{file}.put_segment(missing);
  if (!written) static_cast<void>(ftruncate(file, good));
  if (fresh) drop_old_files();
}

// What is left to do for a file whose blocks are all written is its table and its head.
bool store_file::becomes_the_file(block_memory& memory, std::span<const kept_block* const> blocks) const {
  if (!memory.is_file()) return false;
  std::vector<std::uint64_t> places;
  places.reserve(blocks.size());
  for (const kept_block* b : blocks) places.push_back(memory.place_of(b));
  const std::vector<slot> slots = table_of(blocks, places);
  const auto table = std::as_bytes(std::span{slots});
  segment_head head;
  head.slots = slots.size();
  head.slots_at = memory.end();
  head.bytes = head.slots_at + table.size();
  head.checksum = checksum_of(table);
  static_assert(sizeof head <= block_memory::head_bytes);
  if (!memory.write_at(head.slots_at, table) || !memory.write_at(0, std::as_bytes(std::span{&head, 1})))
    return false;
  const fs::path aside = name_aside();
  if (!memory.name(aside)) return false;
  std::error_code failed;
  fs::rename(aside, path_, failed);
  if (failed) fs::remove(aside, failed);
  return true;
}

fs::path store_file::name_aside() const { return path_.string() + "." + std::to_string(getpid()); }

// One segment of all, the newest first, up to half of the bound.
void store_file::make_anew(const mapping& old, std::span<const kept_block* const> added) const {
  std::vector<const kept_block*> all{added.begin(), added.end()};
  std::size_t bytes = 0;
  for (const kept_block* b : all) bytes += b->bytes;
  for (auto s = old.segments.rbegin(); s != old.segments.rend(); ++s)
    for (const kept_block* b : blocks_of(*s)) {
      if (bytes + b->bytes > most_bytes / 2) continue;
      bytes += b->bytes;
      all.push_back(b);
    }
  const fs::path aside = name_aside();
  const int file =
      open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (file < 0) return;
  const bool written = writer{file}.put_segment(all);
  close_file(file);
  std::error_code failed;
  if (written) fs::rename(aside, path_, failed);
  if (!written || failed) fs::remove(aside, failed);
}

// Of other builds; and what a killed process left aside.
void store_file::drop_old_files() const {
  std::error_code failed;
  std::vector<std::pair<fs::file_time_type, fs::path>> others;
  for (const auto& entry : fs::directory_iterator{folder_, failed})
    if (entry.path() != path_ && entry.path().filename().string().find(".blocks") != std::string::npos)
      others.emplace_back(entry.last_write_time(failed), entry.path());
  std::ranges::sort(others, std::greater{});
  for (std::size_t i = most_files - 1; i < others.size(); ++i) fs::remove(others[i].second, failed);
}

}  // namespace trapline::engine
