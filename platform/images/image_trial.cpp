#include "platform/images/image_trial.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "platform/images/image_error.h"
#include "platform/images/image_instance.h"
#include "sim/random/split_mix.h"

namespace trapline {

namespace {

constexpr unsigned accesses = 4000;
constexpr std::uint64_t us = 1'000'000;  // in ps

/// Registers that the bus can select.
struct selectable {
  std::uint32_t chip, reg;
};

std::vector<selectable> registers_of(const trapline_device& d) {
  constexpr std::uint64_t most_of_a_window = 512;
  std::vector<selectable> all;
  for (std::uint32_t c = 0; c < d.chip_count; ++c) {
    for (std::uint32_t p = 0; p < d.chips[c].port_count; ++p)
      for (std::uint32_t i = 0; i < d.chips[c].ports[p].count; ++i)
        all.push_back({c, d.chips[c].ports[p].first_register + i});
    for (std::uint32_t w = 0; w < d.chips[c].memory_count; ++w)
      for (std::uint64_t i = 0; i < std::min(d.chips[c].memory[w].bytes, most_of_a_window); ++i)
        all.push_back({c, d.chips[c].memory[w].first_register + static_cast<std::uint32_t>(i)});
  }
  return all;
}

class tried_instance final : private image_outputs {
 public:
  explicit tried_instance(const std::shared_ptr<loaded_library>& l) : it_{l, *this} {}

  void step(std::uint64_t& random, std::uint64_t& now, const std::vector<selectable>& registers) {
    const std::uint64_t dice = split_mix(random);
    now += dice % 3 == 0 ? (dice >> 8) % (200 * us) : (dice >> 8) % us;
    for (std::uint32_t c = 0; c < it_.table().chip_count; ++c) pass(c, now);
    const selectable& at = registers[(dice >> 32) % registers.size()];
    std::uint32_t width = it_.widest_access(at.chip, at.reg);
    if (width != 1 && width != 2 && width != 4)
      throw bad_image{"a register of it takes accesses of " + std::to_string(width) + " bytes"};
    if ((dice >> 4 & 1) != 0) width = 1;
    if ((dice >> 5 & 1) != 0)
      it_.write(at.chip, at.reg, width, static_cast<std::uint32_t>(split_mix(random)), now);
    else
      seen_.push_back(it_.read(at.chip, at.reg, width, now));
    given_ = now;
    check();
  }
  std::vector<std::vector<std::byte>> save() const {
    std::vector<std::vector<std::byte>> all;
    for (std::uint32_t c = 0; c < it_.table().chip_count; ++c) all.push_back(it_.save(c));
    return all;
  }
  void load(const std::vector<std::vector<std::byte>>& state) {
    restoring_ = true;
    for (std::uint32_t c = 0; c < it_.table().chip_count; ++c)
      if (!it_.load(c, state[c])) throw bad_image{"it does not take back a state that it saved"};
    restoring_ = false;
    given_ = 0;
    check();
  }
  std::vector<std::uint64_t> lines() const {
    std::vector<std::uint64_t> all;
    for (std::uint32_t l = 0; l < it_.table().line_count; ++l) all.push_back(it_.line_level(l));
    return all;
  }
  /// What it has told of its outputs and given as answers, as numbers.
  std::vector<std::uint64_t>& seen() { return seen_; }

 private:
  // Nothing may be thrown through the image: what is wrong is said when the image has returned.
  void set_line(std::uint32_t line, bool high, std::uint64_t now) override {
    if (line >= it_.table().line_count)
      trouble_ = "it sets line " + std::to_string(line) + ", which it has not";
    if (restoring_) trouble_ = "it tells a line of its level when its state is restored";
    seen_.push_back(now * 4 + line * 2 + high);
  }
  void put(std::uint32_t way, char c) override {
    if (restoring_) trouble_ = "it sends text when its state is restored";
    seen_.push_back(std::uint64_t{way} << 8 | static_cast<unsigned char>(c));
  }
  bool hears_speaker() const override { return true; }
  void move_speaker(bool out, std::uint32_t period, std::uint64_t now) override {
    if (restoring_) trouble_ = "it moves the speaker when its state is restored";
    seen_.push_back(now ^ std::uint64_t{period} << 1 ^ out);
  }
  void check() const {
    if (!trouble_.empty()) throw bad_image{trouble_};
  }
  void pass(std::uint32_t chip, std::uint64_t now) {
    constexpr unsigned many = 100'000;
    std::uint64_t last = given_;
    for (unsigned i = 0; i < many; ++i) {
      const std::uint64_t next = it_.next_event(chip);
      if (next > now) return;
      if (next <= last) throw bad_image{"it promises an event for an instant that is past"};
      last = next;
      it_.advance(chip, next);
    }
    throw bad_image{"it has more events than " + std::to_string(many) + " within 200 us"};
  }

  std::vector<std::uint64_t> seen_;
  std::string trouble_;
  bool restoring_ = false;
  std::uint64_t given_ = 0;  ///< the last `now`
  image_instance it_;
};

/// @throws bad_image
void try_out(const std::string& name, std::span<const std::byte> bytes) {
  const auto library = std::make_shared<loaded_library>(name, bytes);
  const std::vector<selectable> registers = registers_of(library->device());
  if (registers.empty()) throw bad_image{"it claims no address"};
  tried_instance first{library}, second{library}, moved{library};
  std::uint64_t now = us, random_first = 1, random_second = 1, now_second = now;
  for (unsigned i = 0; i < accesses; ++i) {
    first.step(random_first, now, registers);
    second.step(random_second, now_second, registers);
    if (first.seen() != second.seen())
      throw bad_image{"two instances of it answer the same accesses differently: it is not deterministic"};
    first.seen().clear();
    second.seen().clear();
    if (i % 500 != 499) continue;
    if (first.save() != second.save())
      throw bad_image{
          "two instances of it have different states after the same accesses: it is not deterministic"};
    moved.load(first.save());
    if (moved.save() != first.save())
      throw bad_image{"the state that it saves is not the one that it was given"};
    if (moved.lines() != first.lines())
      throw bad_image{"its lines have other levels when its state is restored"};
    std::uint64_t random_moved = random_second, now_moved = now_second;
    for (unsigned k = 0; k < 200; ++k) {
      moved.step(random_moved, now_moved, registers);
      second.step(random_second, now_second, registers);
      first.step(random_first, now, registers);
    }
    if (moved.seen() != second.seen() || moved.save() != second.save())
      throw bad_image{"it answers differently once its state has been moved to another instance"};
    for (tried_instance* t : {&first, &second, &moved}) t->seen().clear();
  }
}

/// The child: its word goes into the pipe.
[[noreturn]] void be_the_child(int pipe, const std::string& name, std::span<const std::byte> bytes) {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  const rlimit time{trial_seconds, trial_seconds + 1}, no_core{0, 0};
  ::setrlimit(RLIMIT_CPU, &time);
  ::setrlimit(RLIMIT_CORE, &no_core);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; ++fd) ::dup2(nowhere, fd);
  std::string word = "ok";
  try {
    try_out(name, bytes);
  } catch (const std::exception& wrong) {
    word = wrong.what();
  }
  static_cast<void>(!::write(pipe, word.data(), word.size()));
  ::_exit(0);
}

/// What the child wrote, or "" if it went on for too long without using the processor.
std::string word_from(int pipe, pid_t child) {
  constexpr int most_ms = 60'000;
  std::string word;
  std::array<char, 4096> part;
  for (;;) {
    ::pollfd ready{pipe, POLLIN, 0};
    if (::poll(&ready, 1, most_ms) == 0) {
      ::kill(child, SIGXCPU);
      return word;
    }
    const ::ssize_t n = ::read(pipe, part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return word;
    word.append(part.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

std::string trial_of(const std::string& name, std::span<const std::byte> library) {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return "its trial could not begin: no pipe";
  const pid_t child = ::fork();
  if (child == 0) be_the_child(ends[1], name, library);
  ::close(ends[1]);
  const std::string word = child < 0 ? "" : word_from(ends[0], child);
  ::close(ends[0]);
  if (child < 0) return "its trial could not begin: no process";
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU || signal == SIGKILL)
      return "it hangs: its trial was not over after " + std::to_string(trial_seconds) +
             " s of processor time";
    return "it crashes in its trial (SIG" + std::string{::sigabbrev_np(signal)} + ")";
  }
  if (word.empty()) return "it ends the process in its trial";
  return word == "ok" ? "" : word;
}

}  // namespace trapline
