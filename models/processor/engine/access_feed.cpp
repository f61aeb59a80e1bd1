#include "models/processor/engine/access_feed.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/page_walk.h"

namespace trapline::engine {

namespace {

constexpr unsigned page_shift = 12;
constexpr std::uint64_t page_bytes = 1 << page_shift;

void add_hook(uc_engine* uc, int kind, void* callback, void* user) {
  uc_hook hook = 0;
  const uc_err error = uc_hook_add(uc, &hook, kind, callback, user, 1, 0);
  if (error != UC_ERR_OK)
    throw std::runtime_error(std::string("the processor engine hook failed: ") + uc_strerror(error));
}

}  // namespace

// With hooks on memory the library takes its slow path for every access, and calls us first.
access_feed::access_feed(core_state& core, std::unique_ptr<memory_timing> timing)
    : core_{core}, timing_{std::move(timing)} {
  add_hook(core.uc, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, reinterpret_cast<void*>(&accessed), this);
  add_hook(core.uc, UC_HOOK_BLOCK, reinterpret_cast<void*>(&fetched), this);
}

void access_feed::drop_translations() {
  known_.fill({});
  timing_->drop_translations();
}

void access_feed::drop_translation(std::uint64_t linear) {
  const std::uint64_t page = linear >> page_shift;
  if (translation& t = known_[page % known_.size()]; t.linear_page == page) t = {};
  timing_->drop_translation(linear);
}

void access_feed::accessed(uc_engine*, uc_mem_type type, std::uint64_t linear, int bytes, std::int64_t,
                           void* user) {
  const auto length = static_cast<std::uint64_t>(bytes);
  const bool store = type == UC_MEM_WRITE;
  // A load across two pages is made as two aligned ones, of which we are told next; a store is not.
  if (!store && linear % page_bytes + length > page_bytes) return;
  static_cast<access_feed*>(user)->pass(store ? access::store : access::load, linear, length);
}

void access_feed::fetched(uc_engine*, std::uint64_t linear, std::uint32_t bytes, void* user) {
  static_cast<access_feed*>(user)->pass(access::fetch, linear, bytes);
}

void access_feed::pass(access what, std::uint64_t linear, std::uint64_t bytes) {
  ticks taken = 0;
  while (bytes != 0) {
    const std::uint64_t here = std::min(bytes, page_bytes - linear % page_bytes);
    taken += within_page(what, linear, static_cast<unsigned>(here));
    linear += here;
    bytes -= here;
  }
  if (taken != 0) core_.time.advance(taken);
}

ticks access_feed::within_page(access what, std::uint64_t linear, unsigned bytes) {
  const auto at = physical(linear);
  if (!at) return 0;
  if (what == access::fetch) return timing_->fetch(linear, *at, bytes);
  return timing_->data(linear, *at, bytes, what == access::store);
}

// Nothing where the access will fault or a device answers.
std::optional<std::uint64_t> access_feed::physical(std::uint64_t linear) {
  const std::uint64_t page = linear >> page_shift;
  translation& t = known_[page % known_.size()];
  if (t.linear_page != page) {
    const auto at = translate_linear(core_, linear, false);
    if (!at) return std::nullopt;
    t = {page, *at >> page_shift, core_.memory.piece_at(*at) != nullptr};
  }
  if (!t.cached) return std::nullopt;
  return (t.physical_page << page_shift) | (linear % page_bytes);
}

}  // namespace trapline::engine
