#include "models/vmm/machines/guest_fate.h"

namespace trapline::vmm {

void guest_fate::set(std::string reason, std::uint32_t code, bool well) {
  if (end_) return;
  end_ = {std::move(reason), code, well};
  if (on_end) on_end();
}

void guest_fate::exited(std::uint32_t code) {
  set("exit", code, expected_.how == good_ending::by::exit_port && code == expected_.code);
}

void guest_fate::sent(char c) {
  if (expected_.how != good_ending::by::serial_text || expected_.text.empty()) return;
  // Falls back to the longest beginning of the text that what was sent still ends with.
  while (matched_ > 0 && expected_.text[matched_] != c) {
    const std::string seen = expected_.text.substr(0, matched_);
    std::size_t shorter = matched_ - 1;
    while (shorter > 0 && seen.compare(matched_ - shorter, shorter, expected_.text, 0, shorter) != 0)
      --shorter;
    matched_ = shorter;
  }
  if (expected_.text[matched_] == c) ++matched_;
  if (matched_ == expected_.text.size()) {
    matched_ = 0;
    set("serial_text", 0, true);
  }
}

bool guest_fate::reset_asked() {
  if (expected_.how != good_ending::by::reset) return true;
  set("reset", 0, true);
  return false;
}

void guest_fate::halted() {
  if (expected_.how == good_ending::by::halt)
    set("halt", 0, true);
  else
    set("halted_for_ever", 0, false);
}

bool guest_fate::shut_down(const engine::register_file& at) {
  if (expected_.how == good_ending::by::reset) {
    set("reset", 0, true);
    return false;
  }
  const bool meant = goes_on_after_reset && goes_on_after_reset();
  const bool resets = expected_.shutdown_resets && (meant || !resets_.again(at));
  if (!resets) set("triple_fault", 0, false);
  return resets;
}

void guest_fate::outlived() { set("outlived", 0, is_endless()); }

void guest_fate::give_up(std::string reason) { set(std::move(reason), 0, false); }

}  // namespace trapline::vmm
