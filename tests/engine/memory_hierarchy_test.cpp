// Caches and TLBs, level by level.
#include <catch2/catch.hpp>
#include <string>

#include "models/processor/timing/memory_hierarchy.h"

using namespace trapline::timing;

namespace {

/// Two sets of two lines in front of eight sets of four, then of a third level; two pages of data, one of
/// code.
memory_geometry small() {
  memory_geometry g;
  g.l1_data = g.l1_code = {256, 2, 4};
  g.l2 = {2048, 4, 28};
  g.l3 = cache_geometry{8192, 16, 75};
  g.memory = 361;
  g.data_tlb = {2, 2, 37};
  g.code_tlb = {1, 1, 50};
  return g;
}

struct bench {
  // A load, a store or a fetch of four bytes, where linear and physical addresses are the same.
  trapline::engine::ticks load(std::uint64_t at) { return m.data(at, at, 4, false); }
  trapline::engine::ticks store(std::uint64_t at) { return m.data(at, at, 4, true); }
  trapline::engine::ticks code(std::uint64_t at) { return m.fetch(at, at, 4); }
  std::uint64_t misses(const std::string& level) const {
    for (const auto& c : m.counts())
      if (c.level == level) return c.misses;
    FAIL("no level " << level);
    return 0;
  }

  memory_hierarchy m{small()};
};

}  // namespace

TEST_CASE("lru_sets: the least recently used of a set makes room, other sets are left alone") {
  lru_sets s{2, 2};
  CHECK_FALSE(s.touch(0));
  CHECK_FALSE(s.touch(2));
  CHECK_FALSE(s.touch(1));
  CHECK(s.touch(0));
  CHECK_FALSE(s.touch(4));  // in place of 2
  CHECK(s.touch(0));
  CHECK(s.touch(1));
  CHECK_FALSE(s.touch(2));
  CHECK(s.hits() == 3);
  CHECK(s.misses() == 5);
}

TEST_CASE("lru_sets: what is dropped is gone, and its way is free") {
  lru_sets s{1, 2};
  s.touch(5);
  s.touch(6);
  s.drop(6);
  s.drop(7);
  CHECK_FALSE(s.touch(8));
  CHECK(s.touch(5));
  s.drop_all();
  CHECK_FALSE(s.touch(5));
}

TEST_CASE("memory hierarchy: a load takes what the first level that has its line takes") {
  bench b;
  CHECK(b.load(0) == 37 + 361 - 4);
  CHECK(b.load(0) == 0);
  CHECK(b.load(60) == 0);
  // Lines 2 and 4 share line 0's set of the first level, and not that of the second.
  CHECK(b.load(2 * 64) == 361 - 4);
  CHECK(b.load(4 * 64) == 361 - 4);
  CHECK(b.load(0) == 28 - 4);
  CHECK(b.misses("l1_data") == 4);
  CHECK(b.misses("l2") == 3);
  CHECK(b.misses("l3") == 3);
}

TEST_CASE("memory hierarchy: the third level has what the second has dropped") {
  bench b;
  for (std::uint64_t i = 0; i < 5; ++i) b.load(i * 8 * 64);  // one set of the second level
  CHECK(b.load(0) == 75 - 4);
}

TEST_CASE("memory hierarchy: without a third level memory comes behind the second") {
  memory_geometry g = small();
  g.l3.reset();
  memory_hierarchy m{g};
  CHECK(m.data(0, 0, 4, false) == 37 + 361 - 4);
  CHECK(m.counts().size() == 5);
}

TEST_CASE("memory hierarchy: a store brings its line and does not wait for it") {
  bench b;
  CHECK(b.store(0) == 37);
  CHECK(b.load(0) == 0);
  CHECK(b.store(64) == 0);
}

TEST_CASE("memory hierarchy: an access across two lines takes both") {
  bench b;
  b.load(0);
  CHECK(b.m.data(62, 62, 4, false) == 361 - 4);
  CHECK(b.load(64) == 0);
}

TEST_CASE("memory hierarchy: physical addresses find lines, linear ones pages") {
  bench b;
  b.m.data(0x1000, 0x8000, 4, false);
  CHECK(b.m.data(0x2000, 0x8000, 4, false) == 37);
  CHECK(b.m.data(0x1000, 0x9000, 4, false) == 361 - 4);
}

TEST_CASE("memory hierarchy: TLBs forget when they are told to") {
  bench b;
  b.load(0x1000);
  b.load(0x2000);
  b.m.drop_translation(0x1abc);
  CHECK(b.load(0x2000) == 0);
  CHECK(b.load(0x1000) == 37);
  b.m.drop_translations();
  CHECK(b.load(0x1000) == 37);
  CHECK(b.misses("data_tlb") == 4);
}

TEST_CASE("memory hierarchy: code is fetched by lines, once while it stays in one") {
  bench b;
  CHECK(b.code(0) == 50 + 361 - 4);
  CHECK(b.code(4) == 0);
  CHECK(b.code(62) == 361 - 4);
  CHECK(b.code(66) == 0);
  CHECK(b.code(0) == 0);
  CHECK(b.misses("l1_code") == 2);
  CHECK(b.code(0x1000) == 50 + 361 - 4);
}
