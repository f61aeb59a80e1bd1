/// A chip's state as its members, so that it can be saved, told apart from another layout, and restored.
///
/// A chip describes its state once, a member a line:
///
///     template <typename Members>
///     void describe(Members& m, i8254_state& s) {
///       m.begins("i8254", 1);
///       m("channel", s.channel);
///     }
///
/// A state within a state is described in the same way, without begins(). Members are numbers, flags, enums,
/// the kit's times, described structs, and std::arrays of those. tests/devices/test_states.cpp holds every
/// description complete.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "sim/time.h"

namespace trapline::devices {

template <typename T>
inline constexpr bool is_state_leaf =
    std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, instant> ||
    std::is_same_v<T, duration> || std::is_same_v<T, cycles>;
template <typename T>
inline constexpr bool is_state_array = false;
template <typename T, std::size_t N>
inline constexpr bool is_state_array<std::array<T, N>> = true;

/// Walks over a described state. A visitor derives from it and has `begins(name, version)` and
/// `leaf(name, bytes, element size, count)`.
template <typename Visitor>
class state_members {
 public:
  template <typename T>
  void operator()(std::string_view name, T& member) {
    static_assert(std::is_trivially_copyable_v<T>);
    if constexpr (is_state_leaf<T>) {
      self().leaf(name, &member, sizeof(T), 1);
    } else if constexpr (!is_state_array<T>) {
      describe(self(), member);
    } else if constexpr (is_state_leaf<typename T::value_type>) {
      self().leaf(name, member.data(), sizeof(typename T::value_type), member.size());
    } else {
      for (auto& element : member) (*this)(name, element);
    }
  }

 private:
  Visitor& self() { return static_cast<Visitor&>(*this); }
};

}  // namespace trapline::devices
