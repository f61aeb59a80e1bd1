/// Who a cycle of a processor is spent on. Every cycle belongs to exactly one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/statistics/step.h"

namespace trapline {

enum class account : std::uint8_t { guest, monitor, service_os, idle, count_ };

inline constexpr std::array<std::string_view, static_cast<std::size_t>(account::count_)> account_names{
    "guest", "monitor", "service_os", "idle"};

inline std::string_view name_of(account a) { return account_names[static_cast<std::size_t>(a)]; }

/// Of a step that nobody worked at, idle: it waited.
inline std::string_view payer_in_words(account a) {
  return a == account::idle         ? "nobody: it waits"
         : a == account::service_os ? "service OS or host"
                                    : name_of(a);
}

}  // namespace trapline
