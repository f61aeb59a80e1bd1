#include "models/processor/engine/store/translation_store.h"

#include <algorithm>
#include <cstring>

#include "models/processor/engine/store/build_identity.h"

namespace trapline::engine {

namespace {

std::uint32_t lower_half(std::uint64_t key) { return static_cast<std::uint32_t>(key); }

}  // namespace

translation_store& translation_store::of_process() {
  // Never destroyed: cores may outlive whatever is destroyed at the process's end.
  static auto* const store = new translation_store;
  return *store;
}

void translation_store::switch_on() {
  on_ = true;
  if (!memory_) memory_.emplace(std::nullopt);
}

void translation_store::switch_on(const std::string& folder) {
  const auto identity = build_identity();
  if (!identity) return switch_on();
  on_ = true;
  file_.emplace(folder, *identity);
  if (!memory_) memory_.emplace(folder);
}

const kept_block* translation_store::find(const translation_question& q, std::span<const std::byte> code) {
  const std::uint64_t key = q.key();
  const std::lock_guard lock{mutex_};
  const auto fits = [&](const kept_block& b) {
    return b.answers(q) && b.guest_bytes <= code.size() &&
           std::memcmp(b.guest_code().data(), code.data(), b.guest_bytes) == 0;
  };
  const kept_block* found = nullptr;
  if (!table_.empty()) {
    for (std::size_t i = key & (table_.size() - 1); table_[i].number && !found; i = next(i)) {
      if (table_[i].key != lower_half(key)) continue;
      const kept_block* const b = new_[table_[i].number - 1];
      if (memory_->make_readable(b) && fits(*b)) found = b;
    }
  }
  if (!found && file_) found = file_->find(key, fits);
  ++(found ? counts_.found : counts_.missed);
  return found;
}

void translation_store::grow() {
  std::vector<slot> larger(table_.empty() ? std::size_t{1} << 12 : 2 * table_.size());
  for (const slot& s : table_) {
    if (!s.number) continue;
    std::size_t i = s.key & (larger.size() - 1);
    while (larger[i].number) i = (i + 1) & (larger.size() - 1);
    larger[i] = s;
  }
  table_ = std::move(larger);
}

void translation_store::keep(const kept_block& b) {
  const std::uint64_t key = b.question.key();
  const std::lock_guard lock{mutex_};
  if (2 * (new_.size() + 1) > table_.size()) grow();
  unsigned versions = 0;
  std::size_t i = key & (table_.size() - 1);
  for (; table_[i].number; i = next(i)) versions += table_[i].key == lower_half(key);
  if (versions >= most_versions) return;
  const kept_block* const kept = memory_->add(b);
  if (!kept) return;
  new_.push_back(kept);
  table_[i] = {lower_half(key), static_cast<std::uint32_t>(new_.size())};
  ++counts_.kept;
}

void translation_store::save() {
  const std::lock_guard lock{mutex_};
  if (!file_ || new_.empty()) return;
  memory_->flush();
  // What is lost is lost from somewhere on.
  std::span<const kept_block* const> blocks{new_};
  while (!blocks.empty() && !memory_->make_readable(blocks.back())) blocks = blocks.first(blocks.size() - 1);
  file_->append(blocks, &*memory_);
}

translation_store::counts translation_store::counted() const {
  const std::lock_guard lock{mutex_};
  return counts_;
}

}  // namespace trapline::engine
