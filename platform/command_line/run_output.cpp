#include "platform/command_line/run_output.h"

#include <csignal>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "sim/report/text_table.h"

namespace trapline {
namespace {

std::atomic<bool>* stop_flag = nullptr;

void on_interrupt(int) {
  if (stop_flag != nullptr) *stop_flag = true;
}

bool ended_from_without(const vm_result& vm) {
  constexpr std::array<std::string_view, 4> reasons{"triple_fault", "halted_for_ever", "limit",
                                                    "interrupted"};
  return std::ranges::find(reasons, vm.end_reason) != reasons.end();
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

}  // namespace

interruptible::interruptible(run_control& control) {
  stop_flag = &control.stop;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

interruptible::~interruptible() {
  std::signal(SIGINT, SIG_DFL);
  stop_flag = nullptr;
}

void show_progress(run_control& control, bool quiet) {
  if (quiet || isatty(STDERR_FILENO) == 0) return;
  const auto began = std::chrono::steady_clock::now();
  auto shown = began;
  control.progress = [began, shown](instant now) mutable {
    const auto real = std::chrono::steady_clock::now();
    if (real - shown < std::chrono::milliseconds{200}) return;
    shown = real;
    const std::chrono::duration<double> wall = real - began;
    std::fprintf(stderr, "\r\033[K%s ms simulated in %.1f s",
                 grouped(now.nanoseconds() / 1'000'000).c_str(), wall.count());
  };
}

void end_progress(const run_control& control) {
  if (control.progress) std::fputs("\r\033[K", stderr);
}

void check_expected_output(const scenario& s, results& r) {
  for (vm_result& vm : r.vms) {
    const auto found = std::ranges::find(s.vms, vm.name, &vm_settings::name);
    if (!vm.ended_well || found == s.vms.end() || !found->guest.expected_serial) continue;
    const std::string expected = content_of(found->guest.expected_serial->path);
    if (vm.serial_text == expected) continue;
    const auto common = std::ranges::mismatch(expected, vm.serial_text).in1;
    vm.ended_well = false;
    vm.end_detail = "its serial output is not that of " + found->guest.expected_serial->name +
                    ", from line " + std::to_string(1 + std::count(expected.begin(), common, '\n')) + " on";
  }
}

exit_code exit_code_of(const results& r) {
  if (r.end != "guest_exit" || std::ranges::any_of(r.vms, ended_from_without)) return ended_from_outside;
  return std::ranges::all_of(r.vms, &vm_result::ended_well) ? guest_ended_well : guest_failed;
}

void complain(const results& r) {
  for (const vm_result& vm : r.vms) {
    if (vm.ended_well) continue;
    std::string what = vm.end_reason;
    if (what == "exit") what = "it ended with code " + std::to_string(vm.end_code);
    if (what == "triple_fault") what = "a triple fault ended it";
    if (what == "halted_for_ever") what = "it halted and nothing can wake it";
    if (what == "limit") what = "it was ended by the time limit";
    if (what == "interrupted") what = "it was interrupted";
    std::cerr << "trapline: " << vm.name << ": " << what << (vm.end_detail.empty() ? "" : "; ")
              << vm.end_detail << "\n";
  }
}

std::string quoted_output(const std::string& text, const std::string& indent, std::size_t most) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\n')
      lines.emplace_back();
    else if (c == '\t' || (code >= 0x20 && code < 0x7f))
      lines.back() += c;
    else if (c != '\r')
      lines.back() += '.';
  }
  if (lines.back().empty()) lines.pop_back();
  std::string all;
  const std::size_t left_out = lines.size() > most ? lines.size() - most : 0;
  if (left_out > 0) all += indent + "(" + std::to_string(left_out) + " lines before)\n";
  for (std::size_t i = left_out; i < lines.size(); ++i) all += indent + lines[i] + "\n";
  return all;
}

}  // namespace trapline
