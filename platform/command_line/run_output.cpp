#include "platform/command_line/run_output.h"

#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "sim/configuration/quantity.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

std::atomic<bool>* stop_flag = nullptr;

/// What asks a process to end: the user, batch systems (SIGXCPU: its time is used up), a terminal that goes.
constexpr std::array endings{SIGINT, SIGTERM, SIGHUP, SIGXCPU};
/// What each did before; again from the second time on, or what it does by itself.
std::array<struct sigaction, endings.size()> before;

/// Whoever starts us with nohup wants SIGHUP ignored. That a shell ignores SIGINT for what it starts with `&` is only to
/// keep the keyboard away from it: who sends one to us means us.
bool stays_ignored(int signal, const struct sigaction& handling) {
  return signal == SIGHUP && handling.sa_handler == SIG_IGN;
}

void on_ending(int signal) {
  if (stop_flag != nullptr) *stop_flag = true;
  for (std::size_t i = 0; i < endings.size(); ++i) {
    if (endings[i] != signal) continue;
    struct sigaction again = before[i];
    if (again.sa_handler == SIG_IGN) again.sa_handler = SIG_DFL;
    sigaction(signal, &again, nullptr);
  }
}

bool ended_from_without(const vm_result& vm) {
  constexpr std::array<std::string_view, 5> reasons{"triple_fault", "halted_for_ever", "limit", "interrupted",
                                                    "not_loaded_again"};
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
  action.sa_handler = on_ending;
  for (std::size_t i = 0; i < endings.size(); ++i) {
    sigaction(endings[i], nullptr, &before[i]);
    if (!stays_ignored(endings[i], before[i])) sigaction(endings[i], &action, nullptr);
  }
}

interruptible::~interruptible() {
  for (std::size_t i = 0; i < endings.size(); ++i) sigaction(endings[i], &before[i], nullptr);
  stop_flag = nullptr;
}

bool limit_is_given(const loaded_scenario& loaded) {
  return std::ranges::find(loaded.settings, "until", &shown_setting::key)->origin != "the guests";
}

void tell_notes(const loaded_scenario& loaded) {
  for (const std::string& note : loaded.notes) std::cerr << "trapline: note: " << note << "\n";
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
    std::fprintf(stderr, "\r\033[K%s ms simulated in %.1f s", grouped(now.nanoseconds() / 1'000'000).c_str(),
                 wall.count());
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
  if (r.end == "crashed") return fault_of_ours;
  if (r.end != "guest_exit" || std::ranges::any_of(r.vms, ended_from_without)) return ended_from_outside;
  return std::ranges::all_of(r.vms, &vm_result::ended_well) ? guest_ended_well : guest_failed;
}

bool went_well(const run_control& control) {
  if (!control.crash.empty())
    std::cerr << "trapline: a fault of ours: " << control.crash << "; the report so far is written\n";
  for (const std::string& fault : control.faults) std::cerr << "trapline: " << fault << "\n";
  return control.crash.empty() && control.faults.empty();
}

void complain(const results& r) {
  if (r.firmware && r.firmware->end != "handed_over") {
    std::string what = "ended with " + r.firmware->end;
    if (r.firmware->end == "limit")
      what = "did not come to the boot sector of the machine's disk within " +
             text_of(duration::us(r.firmware->time_ns / 1000)) + " (platform.boot_limit)";
    if (r.firmware->end == "halted_for_ever")
      what = "halted before it came to the boot sector of the machine's disk";
    if (r.firmware->end == "triple_fault") what = "was reset by triple faults again and again";
    if (r.firmware->end == "exit") what = "ended the machine by its exit port";
    if (r.firmware->end == "interrupted") what = "was interrupted";
    std::cerr << "trapline: the machine's firmware " << r.firmware->bios << " " << what << "; "
              << r.firmware->end_detail << "\n";
  }
  for (const vm_result& vm : r.vms) {
    if (vm.ended_well) continue;
    std::string what = vm.end_reason;
    if (what == "exit") what = "it ended with code " + std::to_string(vm.end_code);
    if (what == "triple_fault") what = "a triple fault ended it";
    if (what == "halted_for_ever") what = "it halted and nothing can wake it";
    if (what == "not_loaded_again")
      what = "it was reset, and a file that it is loaded from was written to or cannot be read any more";
    if (what == "not_started") what = "it was not started";
    if (what == "limit") what = "it was ended by the time limit";
    if (what == "interrupted") what = "it was interrupted";
    if (what == "crashed") what = "the simulator came to its end while it ran";
    std::cerr << "trapline: " << vm.name << ": " << what << (vm.end_detail.empty() ? "" : "; ")
              << vm.end_detail << "\n";
  }
}

}  // namespace trapline
