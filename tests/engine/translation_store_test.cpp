/// Translations that are kept: what they were translated from decides, and their host code is understood.
#include <Zydis/Zydis.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <tuple>

#include "models/processor/engine/store/build_identity.h"
#include "models/processor/engine/store/host_code.h"
#include "models/processor/engine/store/known_references.h"
#include "models/processor/engine/store/store_file.h"
#include "models/processor/engine/store/translation_store.h"
#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;
namespace fs = std::filesystem;

namespace {

struct shared_costs final : instruction_costs {
  explicit shared_costs(ticks each) : each_{each} {}
  ticks cost(std::span<const std::uint8_t>, code_size) const override { return each_; }
  std::uint64_t identity() const override { return each_; }

 private:
  ticks each_;
};

const shared_costs one_cycle{ticks_per_cycle}, two_cycles{2 * ticks_per_cycle};

/// The process's store for as long as a test needs it.
struct store_in_use {
  store_in_use() { store.switch_on(); }
  ~store_in_use() { store.switch_off(); }
  store_in_use(const store_in_use&) = delete;
  store_in_use& operator=(const store_in_use&) = delete;

  translation_store& store = translation_store::of_process();
};

/// Sums 1 to 100, writes it to a port, ends. A NOP more, or another addend, is another program.
void put_sum(machine& m, int first) {
  m.put(0x1000,
        {0x31, 0xc0, 0xb9, 0x64, 0x00, 0x05, first, 0x00, 0x01, 0xc8, 0xe2, 0xf9, 0xe7, 0x80, 0xe6, 0xf4});
}

struct outcome {
  std::vector<port_write> writes;
  std::uint64_t instructions;
  ticks now;

  friend bool operator==(const outcome&, const outcome&) = default;
};

outcome run_sum(const instruction_costs& costs, int first) {
  machine m{costs};
  put_sum(m, first);
  m.start_at(0x1000);
  m.run();
  return {m.writes, m.core.instructions(), m.core.now()};
}

/// What Zydis says of the same code.
std::vector<std::uint32_t> references_by_zydis(std::span<const std::byte> code) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  const auto begin = reinterpret_cast<std::intptr_t>(code.data());
  std::size_t end = code.size();
  std::vector<std::uint32_t> all, pointers;
  for (std::size_t i = 0; i < end;) {
    ZydisDecodedInstruction in;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    REQUIRE(ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code.data() + i, code.size() - i, &in, operands)));
    const std::intptr_t next = begin + static_cast<std::intptr_t>(i) + in.length;
    if (in.raw.imm[0].is_relative && in.raw.imm[0].size == 32) {
      const std::intptr_t target = next + in.raw.imm[0].value.s;
      if (target < begin || target >= begin + static_cast<std::intptr_t>(code.size()))
        all.push_back(static_cast<std::uint32_t>(i + in.raw.imm[0].offset));
    }
    const bool by_rip =
        in.raw.modrm.mod == 0 && in.raw.modrm.rm == 5 && (in.attributes & ZYDIS_ATTRIB_IS_RELATIVE);
    if (by_rip && in.mnemonic != ZYDIS_MNEMONIC_LEA) {
      const auto target = static_cast<std::size_t>(next + in.raw.disp.value - begin);
      end = std::min(end, target);
      if (in.mnemonic == ZYDIS_MNEMONIC_CALL || in.mnemonic == ZYDIS_MNEMONIC_JMP)
        pointers.push_back(static_cast<std::uint32_t>(target));
    }
    i += in.length;
  }
  all.insert(all.end(), pointers.begin(), pointers.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

class scratch_folder {
 public:
  scratch_folder() {
    std::string name = (fs::temp_directory_path() / "trapline-store-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~scratch_folder() { fs::remove_all(path); }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  fs::path file() const {
    return fs::directory_iterator { path } -> path();
  }
  fs::path path;
};

constexpr std::uint64_t some_identity = 0x1234'5678;

/// Blocks whose guest and host code are made up.
class made_up_blocks {
 public:
  explicit made_up_blocks(unsigned seed, std::size_t count = 40) {
    std::mt19937 engine{seed};
    const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
    for (std::size_t i = 0; i < count; ++i) {
      kept_block head;
      head.question = {
          .pc = 0x1000 * (seed + 1) + i, .cs_base = 0, .flags = random(), .cflags = 0, .described = 1};
      head.guest_bytes = static_cast<std::uint16_t>(1 + random() % 60);
      head.instructions = static_cast<std::uint16_t>(1 + random() % 10);
      head.references = random() % 4;
      head.code_bytes = 20 + random() % 500;
      head.bytes = static_cast<std::uint32_t>(head.needed());
      std::vector<std::uint64_t> memory(head.bytes / 8);
      for (auto& word : memory) word = random();
      std::memcpy(memory.data(), &head, sizeof head);
      auto& block = *reinterpret_cast<kept_block*>(memory.data());
      block.checksum = block.sum();
      memory_.push_back(std::move(memory));
    }
    for (const auto& memory : memory_) all.push_back(reinterpret_cast<const kept_block*>(memory.data()));
  }

  std::vector<const kept_block*> all;

 private:
  std::vector<std::vector<std::uint64_t>> memory_;
};

bool same_bytes(const kept_block& a, const kept_block& b) {
  return a.bytes == b.bytes && std::memcmp(&a, &b, a.bytes) == 0;
}

/// How many of these a process that opens the file anew finds; one that is found other than it was fails.
std::size_t found_in(const scratch_folder& folder, const made_up_blocks& blocks) {
  const store_file file{folder.path, some_identity};
  std::size_t found = 0;
  for (const kept_block* b : blocks.all) {
    const kept_block* const there =
        file.find(b->question.key(), [&](const kept_block& k) { return k.question == b->question; });
    if (!there) continue;
    REQUIRE(same_bytes(*there, *b));
    ++found;
  }
  return found;
}

void append(const scratch_folder& folder, const made_up_blocks& blocks) {
  store_file{folder.path, some_identity}.append(blocks.all);
}

}  // namespace

TEST_CASE(
    "translation store: a second core of the same guest and costs translates nothing anew, and does the "
    "same") {
  const outcome alone = run_sum(one_cycle, 1);
  const store_in_use use;
  const outcome first = run_sum(one_cycle, 1);
  const auto before = use.store.counted();
  CHECK(before.kept > 0);
  const outcome second = run_sum(one_cycle, 1);
  const auto after = use.store.counted();
  CHECK(first == alone);
  CHECK(second == alone);
  CHECK(after.found > before.found);
  CHECK(after.kept == before.kept);
}

TEST_CASE("translation store: the key of a question is defined, whatever is asked") {
  // A constant expression overflows no signed number.
  constexpr std::uint64_t all = ~std::uint64_t{0};
  constexpr std::uint64_t key = translation_question{all, all, ~0u, ~0u, all}.key();
  STATIC_REQUIRE(key != translation_question{all, all, ~0u, ~1u, all}.key());
}

TEST_CASE("translation store: other bytes at the same address, and other costs, are other blocks") {
  const outcome sum_of_one = run_sum(one_cycle, 1), sum_of_two = run_sum(one_cycle, 2),
                at_two_cycles = run_sum(two_cycles, 1);
  REQUIRE(sum_of_one.writes.front().value != sum_of_two.writes.front().value);
  REQUIRE(sum_of_one.now != at_two_cycles.now);
  const store_in_use use;
  for (int round = 0; round < 2; ++round) {
    CHECK(run_sum(one_cycle, 1) == sum_of_one);
    CHECK(run_sum(one_cycle, 2) == sum_of_two);
    CHECK(run_sum(two_cycles, 1) == at_two_cycles);
  }
}

TEST_CASE("translation store: the same code on another processor is another block") {
  const store_in_use use;
  const outcome first = run_sum(one_cycle, 5);
  const auto before = use.store.counted();
  constexpr std::uint32_t cmov = 1u << 15;
  cpu_description without;
  without.features_edx &= ~cmov;
  machine m{one_cycle};
  m.core.describe(without);
  put_sum(m, 5);
  m.start_at(0x1000);
  m.run();
  CHECK(m.writes == first.writes);
  CHECK(use.store.counted().kept > before.kept);
}

namespace {

/// In protected mode: an OUT, in a block that ends with it, and then this code, and another OUT. A fault of this vector
/// has an OUT of its own.
outcome run_protected(std::initializer_list<int> code, unsigned vector, bool gs_reaches_all,
                      std::uint64_t cr4) {
  machine m{one_cycle};
  auto r = m.protected_mode(vector);
  if (!gs_reaches_all) r.segment[5].limit = 0xfff;
  r.cr4 = cr4;
  constexpr int sum[] = {0xb0, 0x01, 0x04, 0x02, 0xe6, 0x80};  // mov al,1; add al,2; out 80h,al
  std::uint64_t at = 0x1000;
  for (const int byte : sum) m.put(at++, {byte});
  m.put(at, code);
  m.put(at + code.size(), {0xb0, 0x04, 0xe6, 0x80, 0xe6, 0xf4});
  m.put(0x2000, {0xb0, 0xff, 0xe6, 0x80, 0xe6, 0xf4});
  m.core.set_registers(r);
  m.run();
  return {m.writes, m.core.instructions(), m.core.now()};
}

}  // namespace

TEST_CASE("translation store: a flag that decided nothing about a block does not keep it from being found") {
  constexpr std::uint64_t cr4_osfxsr = 0x200;
  constexpr unsigned undefined = 6, general_protection = 13;
  const auto read_gs = [](bool reaches_all) {  // mov ebx,gs:[5000h]
    return run_protected({0x65, 0x8b, 0x1d, 0x00, 0x50, 0x00, 0x00}, general_protection, reaches_all, 0);
  };
  const auto move_vector = [](std::uint64_t cr4) {  // movaps xmm0,xmm1
    return run_protected({0x0f, 0x28, 0xc1}, undefined, true, cr4);
  };
  const outcome reads = read_gs(true), faults = read_gs(false);
  const outcome moves = move_vector(cr4_osfxsr), is_undefined = move_vector(0);
  REQUIRE(reads.writes.size() == 3);
  REQUIRE(reads.writes[1].value == 0x04);
  REQUIRE(faults.writes[1].value == 0xff);
  REQUIRE(moves.writes[1].value == 0x04);
  REQUIRE(is_undefined.writes[1].value == 0xff);

  const store_in_use use;
  const auto found_by = [&use](auto&& run, const outcome& expected) {
    const auto before = use.store.counted().found;
    CHECK(run() == expected);
    return use.store.counted().found - before;
  };
  // The first block is the same whatever follows it, and whatever the flags are.
  const auto first_of_all = found_by([&] { return read_gs(true); }, reads);
  CHECK(first_of_all == 0);
  CHECK(found_by([&] { return read_gs(false); }, faults) > 0);
  CHECK(found_by([&] { return move_vector(cr4_osfxsr); }, moves) > 0);
  CHECK(found_by([&] { return move_vector(0); }, is_undefined) > 0);
}

TEST_CASE("translation store: code that changes itself does what it does without") {
  const auto patched = [](int rounds) {
    machine m{one_cycle};
    // Each round increments the immediate of the ADD that comes next.
    m.put(0x1000, {0xb9, rounds, 0x00, 0x31, 0xc0, 0x05, 0x01, 0x00, 0xfe, 0x06, 0x06, 0x10, 0xe2, 0xf7, 0xe7,
                   0x80, 0xe6, 0xf4});
    m.start_at(0x1000);
    m.run();
    return outcome{m.writes, m.core.instructions(), m.core.now()};
  };
  const outcome alone = patched(30);
  CHECK(alone.writes.front().value == 30 * 31 / 2);
  const store_in_use use;
  CHECK(patched(30) == alone);
  CHECK(patched(30) == alone);
}

TEST_CASE("translation store: costs that do not say what they are share nothing") {
  const store_in_use use;
  const auto before = use.store.counted();
  run_sum(machine::unit(), 3);
  CHECK(use.store.counted().kept == before.kept);
}

TEST_CASE("translation store: where host code refers to the outside is what Zydis says of it") {
  const store_in_use use;
  std::ifstream file("/usr/share/seabios/bios.bin", std::ios::binary);
  REQUIRE(file);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::byte> rom(bytes.size());
  std::memcpy(rom.data(), bytes.data(), bytes.size());
  machine m{one_cycle};
  m.core.map_rom(0x1'0000'0000 - rom.size(), rom);
  std::memcpy(m.ram.data() + 0x100000 - rom.size(), rom.data(), rom.size());
  m.on_deadline = [&] { m.core.request_stop(); };
  m.core.set_deadline(ticks_per_cycle * 20'000'000);
  m.run();
  std::size_t blocks = 0, references = 0;
  use.store.for_each_kept([&](const kept_block& b) {
    std::vector<std::uint32_t> ours;
    for (const kept_block::reference& r : b.all_references()) ours.push_back(r.at);
    std::ranges::sort(ours);
    REQUIRE(ours == references_by_zydis(b.host_code()));
    ++blocks;
    references += ours.size();
  });
  CHECK(blocks > 200);
  CHECK(references > blocks);
}

TEST_CASE(
    "translation store: host code that is not known, or holds what looks like an address, is not moved") {
  std::vector<outside_reference> found;
  const auto moves = [&](std::vector<std::uint8_t> code) {
    found.clear();
    return find_outside_references(code, reinterpret_cast<std::uintptr_t>(code.data()), 0, found);
  };
  CHECK(moves({0x48, 0x89, 0xc3, 0xc3}));
  CHECK(found.empty());
  CHECK_FALSE(moves({0x06}));  // no instruction of 64-bit code
  CHECK_FALSE(moves({0x48, 0xb8, 0x00, 0x10, 0x34, 0x12, 0xff, 0x7f, 0x00, 0x00}));  // mov rax, 7fff12341000h
  CHECK(moves({0x48, 0xb8, 0x00, 0x10, 0x34, 0x12, 0xff, 0xff, 0xff, 0xff}));        // a kernel's address
  CHECK(moves({0xe8, 0x00, 0x00, 0x01, 0x00, 0xc3}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].at == 1);
  CHECK_FALSE(found[0].absolute);
}

TEST_CASE(
    "translation store: where host code refers to the outside does not depend on where it was begun to "
    "look") {
  // mov ebx,4; call through the constant behind; lea rax,[begin]; jmp outside; an address
  const std::vector<std::uint8_t> code{0xbb, 0x04, 0x00, 0x00, 0x00, 0xff, 0x15, 0x0d, 0x00, 0x00, 0x00,
                                       0x48, 0x8d, 0x05, 0xee, 0xff, 0xff, 0xff, 0xe9, 0x00, 0x00, 0x01,
                                       0x00, 0x90, 0x00, 0x10, 0x34, 0x12, 0xff, 0x7f, 0x00, 0x00};
  for (std::size_t middle = 0; middle <= code.size(); ++middle) {
    std::vector<outside_reference> found;
    REQUIRE(find_outside_references(code, reinterpret_cast<std::uintptr_t>(code.data()), middle, found));
    REQUIRE(found.size() == 2);
    const auto absolute = std::ranges::find(found, true, &outside_reference::absolute);
    REQUIRE(absolute != found.end());
    CHECK(absolute->at == 24);
    CHECK(absolute->target == 0x7fff'1234'1000);
    const auto relative = std::ranges::find(found, false, &outside_reference::absolute);
    REQUIRE(relative != found.end());
    CHECK(relative->at == 19);
  }
}

TEST_CASE("translation store: references whose number is known are the same, or there are not so many") {
  // call 1000h behind the code; call and jmp through the constant behind; jmp within the code; a constant
  std::vector<std::uint8_t> code{0xe8, 0x00, 0x10, 0x00, 0x00, 0xff, 0x15, 0x13, 0x00, 0x00,
                                 0x00, 0x48, 0x89, 0xe8, 0xff, 0x25, 0x0a, 0x00, 0x00, 0x00,
                                 0xe9, 0x00, 0x00, 0x00, 0x00, 0xb9, 0x15, 0xff, 0x15, 0xe9};
  const std::uint64_t far_away = 0x7fff'1234'1000;
  code.resize(code.size() + sizeof far_away);
  std::memcpy(code.data() + code.size() - sizeof far_away, &far_away, sizeof far_away);
  const std::uintptr_t end = reinterpret_cast<std::uintptr_t>(code.data()) + code.size();
  const std::vector<image_extent> places{{end, end + 0x2000}, {far_away, far_away + 1}};
  std::vector<outside_reference> found;
  CHECK_FALSE(find_so_many_references(code, 2, places, found));
  CHECK_FALSE(find_so_many_references(code, 4, places, found));
  CHECK(found.empty());
  REQUIRE(find_so_many_references(code, 3, places, found));
  std::vector<outside_reference> by_decoding;
  REQUIRE(find_outside_references(code, end - code.size(), 0, by_decoding));
  const auto key = [](const outside_reference& r) { return std::tuple{r.at, r.absolute, r.target}; };
  std::ranges::sort(found, {}, key);
  std::ranges::sort(by_decoding, {}, key);
  CHECK(std::ranges::equal(found, by_decoding, {}, key, key));
  CHECK(found.size() == 2);
  // Four bytes that look like one more
  code[25] = 0xe8;
  std::memcpy(code.data() + 26, "\x00\x01\x00\x00", 4);
  CHECK_FALSE(find_so_many_references(code, 3, places, found));
}

TEST_CASE("translation file: what one process leaves the next one finds, and nobody adds it twice") {
  const scratch_folder folder;
  const made_up_blocks some{1}, others{2};
  CHECK(found_in(folder, some) == 0);
  append(folder, some);
  CHECK(found_in(folder, some) == some.all.size());
  CHECK((fs::status(folder.file()).permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
        fs::perms::none);
  const auto size = fs::file_size(folder.file());
  append(folder, some);
  CHECK(fs::file_size(folder.file()) == size);
  append(folder, others);
  CHECK(found_in(folder, some) == some.all.size());
  CHECK(found_in(folder, others) == others.all.size());
}

TEST_CASE(
    "translation file: damage anywhere loses blocks and never gives a wrong one; the next process mends it") {
  const made_up_blocks some{3}, others{4};
  std::mt19937 random{5};
  for (int round = 0; round < 200; ++round) {
    const scratch_folder folder;
    append(folder, some);
    const fs::path path = folder.file();
    const auto size = fs::file_size(path);
    if (round % 4 == 0) {
      fs::resize_file(path, random() % size);
    } else {
      std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
      file.seekp(static_cast<std::streamoff>(random() % size));
      for (unsigned n = 1 + random() % 16; n > 0; --n) file.put(static_cast<char>(random()));
    }
    const std::size_t left = found_in(folder, some);
    CHECK(left <= some.all.size());
    append(folder, others);
    CHECK(found_in(folder, others) == others.all.size());
    append(folder, some);
    CHECK(found_in(folder, some) == some.all.size());
  }
}

TEST_CASE("translation file: one that others may write, or that is none, is not read") {
  const scratch_folder folder;
  const made_up_blocks some{6};
  append(folder, some);
  fs::permissions(folder.file(), fs::perms::group_write, fs::perm_options::add);
  CHECK(found_in(folder, some) == 0);
  fs::remove(folder.file());
  fs::create_symlink("/etc/passwd", folder.path / "0000000012345678.blocks");
  CHECK(found_in(folder, some) == 0);
  append(folder, some);
  CHECK(fs::is_symlink(folder.path / "0000000012345678.blocks"));
}

TEST_CASE(
    "translation file: processes append at once, and are killed at it, without loss of what was whole") {
  const scratch_folder folder;
  constexpr unsigned writers = 6;
  std::vector<pid_t> children;
  for (unsigned i = 0; i < writers; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      for (unsigned n = 0; n < 4; ++n) append(folder, made_up_blocks{100 + 10 * i + n, 100});
      _exit(0);
    }
    children.push_back(child);
  }
  kill(children.back(), SIGKILL);
  for (const pid_t child : children) waitpid(child, nullptr, 0);
  for (unsigned i = 0; i + 1 < writers; ++i)
    for (unsigned n = 0; n < 4; ++n) {
      const made_up_blocks blocks{100 + 10 * i + n, 100};
      CHECK(found_in(folder, blocks) == blocks.all.size());
    }
  append(folder, made_up_blocks{7});
  CHECK(found_in(folder, made_up_blocks{7}) == 40);
}

TEST_CASE("translation file: many small additions become one") {
  const scratch_folder folder;
  for (unsigned i = 0; i < 80; ++i) append(folder, made_up_blocks{1000 + i, 3});
  for (unsigned i = 0; i < 80; ++i) CHECK(found_in(folder, made_up_blocks{1000 + i, 3}) == 3);
}

namespace {

/// What the store is asked for when a core meets this block's code.
const kept_block* ask(translation_store& store, const kept_block& b) {
  return store.find(b.question, b.guest_code());
}

std::size_t found_by(translation_store& store, const made_up_blocks& blocks) {
  return static_cast<std::size_t>(std::ranges::count_if(blocks.all, [&](const kept_block* b) {
    const kept_block* const there = ask(store, *b);
    return there && same_bytes(*there, *b);
  }));
}

}  // namespace

TEST_CASE("translation store: what was written is read from the file, and becomes it") {
  const scratch_folder folder;
  // Many times what is written at once.
  const made_up_blocks many{20, 20'000}, few{21};
  {
    translation_store store;
    store.switch_on(folder.path.string());
    for (const kept_block* b : many.all) store.keep(*b);
    CHECK(found_by(store, many) == many.all.size());
    CHECK(fs::is_empty(folder.path));
    store.save();
    CHECK(found_by(store, many) == many.all.size());
    for (const kept_block* b : few.all) store.keep(*b);
    store.save();
    CHECK(found_by(store, few) == few.all.size());
  }
  translation_store next;
  next.switch_on(folder.path.string());
  CHECK(found_by(next, many) == many.all.size());
  CHECK(found_by(next, few) == few.all.size());
  const auto size = fs::file_size(folder.file());
  for (const kept_block* b : many.all) next.keep(*b);
  next.save();
  CHECK(fs::file_size(folder.file()) == size);
}

TEST_CASE("translation store: children of a process that keeps have its blocks, and leave its file alone") {
  // Of a few blocks nothing has been written when the child begins.
  const unsigned kept_before = GENERATE(3U, 10'000U);
  const scratch_folder folder;
  const made_up_blocks before{30, kept_before}, in_child{31, 10'000}, after{32, 10'000};
  translation_store store;
  store.switch_on(folder.path.string());
  for (const kept_block* b : before.all) store.keep(*b);
  const pid_t child = fork();
  if (child == 0) {
    for (const kept_block* b : in_child.all) store.keep(*b);
    const bool good =
        found_by(store, before) == before.all.size() && found_by(store, in_child) == in_child.all.size();
    store.save();
    _exit(good ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  for (const kept_block* b : after.all) store.keep(*b);
  store.save();
  CHECK(found_by(store, before) == before.all.size());
  translation_store next;
  next.switch_on(folder.path.string());
  CHECK(found_by(next, before) == before.all.size());
  CHECK(found_by(next, in_child) == in_child.all.size());
  CHECK(found_by(next, after) == after.all.size());
}

TEST_CASE("build identity: this program and the engine's library say which build they are") {
  REQUIRE(build_identity().has_value());
  CHECK(*build_identity() == *build_identity());
}
