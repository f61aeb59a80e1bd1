#include "platform/command_line/sweep_progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "sim/report/text_table.h"

namespace trapline {
namespace {

std::string time_text(double seconds) {
  const auto s = static_cast<std::uint64_t>(std::llround(seconds));
  if (s >= 3600) return std::to_string(s / 3600) + " h " + std::to_string(s / 60 % 60) + " min";
  if (s >= 60) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
  return std::to_string(s) + " s";
}

}  // namespace

sweep_progress::sweep_progress(bool quiet) : shown_{!quiet && isatty(STDERR_FILENO) != 0} {}

sweep_progress::~sweep_progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void sweep_progress::show(exploration::progress p) {
  if (!shown_) return;
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began_;
  std::string line = grouped(p.done) + " of " + grouped(p.of) + " points";
  if (p.done > 0 && taken.count() > 0) {
    const double rate = static_cast<double>(p.done) / taken.count();
    line += ", " + fixed(rate, 1) + " a second, " + time_text(static_cast<double>(p.of - p.done) / rate) +
            " left";
  }
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

}  // namespace trapline
