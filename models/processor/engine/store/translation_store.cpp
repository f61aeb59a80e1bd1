#include "models/processor/engine/store/translation_store.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "models/processor/engine/store/build_identity.h"

namespace trapline::engine {

/// Memory of one large page where the host has such: a page fault for every few blocks would cost more than
/// they save.
class translation_store::chunk {
 public:
  static constexpr std::size_t bytes = std::size_t{2} << 20;

  chunk() {
    // Twice the size, so that an aligned one lies in it.
    mapped_ = mmap(nullptr, 2 * bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped_ == MAP_FAILED) return;
    const auto at = (reinterpret_cast<std::uintptr_t>(mapped_) + bytes - 1) & ~(bytes - 1);
    begin_ = reinterpret_cast<std::byte*>(at);
    madvise(begin_, bytes, MADV_HUGEPAGE);
  }
  ~chunk() {
    if (mapped_ != MAP_FAILED) munmap(mapped_, 2 * bytes);
  }
  chunk(const chunk&) = delete;
  chunk& operator=(const chunk&) = delete;

  /// Nothing if the host has no memory left.
  std::byte* begin() const { return begin_; }

 private:
  void* mapped_ = MAP_FAILED;
  std::byte* begin_ = nullptr;
};

translation_store& translation_store::of_process() {
  // Never destroyed: cores may outlive whatever is destroyed at the process's end.
  static auto* const store = new translation_store;
  return *store;
}

void translation_store::switch_on(const std::string& folder) {
  on_ = true;
  if (const auto identity = build_identity()) file_.emplace(folder, *identity);
}

const kept_block* translation_store::find(const translation_question& q, std::span<const std::byte> code) {
  const std::uint64_t key = q.key();
  const std::lock_guard lock{mutex_};
  const auto fits = [&](const kept_block& b) {
    return b.question == q && b.guest_bytes <= code.size() &&
           std::memcmp(b.guest_code().data(), code.data(), b.guest_bytes) == 0;
  };
  const kept_block* found = nullptr;
  if (!table_.empty()) {
    for (std::size_t i = key & (table_.size() - 1); table_[i].block && !found; i = (i + 1) & (table_.size() - 1))
      if (table_[i].key == key && fits(*table_[i].block)) found = table_[i].block;
  }
  if (!found && file_) found = file_->find(key, fits);
  ++(found ? counts_.found : counts_.missed);
  return found;
}

void translation_store::grow() {
  std::vector<slot> larger(table_.empty() ? std::size_t{1} << 12 : 2 * table_.size());
  for (const slot& s : table_) {
    if (!s.block) continue;
    std::size_t i = s.key & (larger.size() - 1);
    while (larger[i].block) i = (i + 1) & (larger.size() - 1);
    larger[i] = s;
  }
  table_ = std::move(larger);
}

std::byte* translation_store::room_for(std::size_t bytes) {
  if (bytes > chunk::bytes || bytes_ + bytes > most_bytes) return nullptr;
  if (bytes > left_in_chunk_) {
    auto next = std::make_shared<chunk>();
    if (!next->begin()) return nullptr;
    chunks_.push_back(std::move(next));
    left_in_chunk_ = chunk::bytes;
  }
  std::byte* const at = chunks_.back()->begin() + (chunk::bytes - left_in_chunk_);
  left_in_chunk_ -= bytes;
  bytes_ += bytes;
  return at;
}

void translation_store::keep(const kept_block& b) {
  const std::uint64_t key = b.question.key();
  const std::lock_guard lock{mutex_};
  if (2 * (new_.size() + 1) > table_.size()) grow();
  unsigned versions = 0;
  std::size_t i = key & (table_.size() - 1);
  for (; table_[i].block; i = (i + 1) & (table_.size() - 1)) versions += table_[i].key == key;
  if (versions >= most_versions) return;
  std::byte* const at = room_for(b.bytes);
  if (!at) return;
  std::memcpy(at, &b, b.bytes);
  table_[i] = {key, reinterpret_cast<const kept_block*>(at)};
  new_.push_back(table_[i].block);
  ++counts_.kept;
}

void translation_store::save() {
  const std::lock_guard lock{mutex_};
  if (file_ && !new_.empty()) file_->append(new_);
}

translation_store::counts translation_store::counted() const {
  const std::lock_guard lock{mutex_};
  return counts_;
}

}  // namespace trapline::engine
