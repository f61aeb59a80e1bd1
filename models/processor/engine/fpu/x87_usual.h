/// What most of the x87's operations are: between two normal numbers, with a result that is one. The same as the
/// general arithmetic, without its kinds of numbers.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>

#include "models/processor/engine/fpu/arithmetic.h"
#include "models/processor/engine/fpu/rounding.h"
#include "models/processor/engine/fpu/x87_operand.h"

namespace trapline::fpu::x87 {

inline bool is_normal(const extended& e) {
  const int field = e.exponent_field();
  return field != 0 && field != extended::special && (e.significand & integer_bit);
}

/// A normal number of a narrower format. @return whether it is one
template <typename Format>
bool widened(typename Format::bits bits, extended& to) {
  const int field = static_cast<int>(bits >> Format::fraction_bits) & Format::special;
  if (field == 0 || field == Format::special) return false;
  const int sign = static_cast<int>(bits >> (Format::width - 1));
  to.significand = (static_cast<std::uint64_t>(bits) << Format::shift) | integer_bit;
  to.sign_exponent = static_cast<std::uint16_t>(sign << 15 | (field - Format::largest + extended::largest));
  return true;
}

/// The operand in memory, or ST(i). @return whether it is a normal number @pre that register is not empty
inline bool normal_source(const x87_unit& u, const x87_operation& o, extended& to) {
  switch (o.how.memory) {
    case operand::real32:
      return widened<binary32>(read_operand<std::uint32_t>(o), to);
    case operand::real64:
      return widened<binary64>(read_operand<std::uint64_t>(o), to);
    case operand::none:
      to.significand = u.st(o.i).significand;
      to.sign_exponent = u.st(o.i).sign_exponent;
      return is_normal(to);
    default:
      return false;
  }
}

/// A result whose top bit is set, still to be rounded.
struct unrounded {
  uint128 bits;
  int field;  ///< of the exponent
  bool negative;
};

/// @return whether there is a result that the usual way can have
inline bool sum_of_normals(const extended& x, const extended& y, bool subtracts, unrounded& to) {
  std::uint64_t a = x.significand, b = y.significand;
  int a_field = x.exponent_field(), b_field = y.exponent_field();
  bool a_negative = x.negative(), b_negative = y.negative() != subtracts;
  if (a_field < b_field || (a_field == b_field && a < b)) {
    std::swap(a, b);
    std::swap(a_field, b_field);
    std::swap(a_negative, b_negative);
  }
  const wide smaller = shift_right(split(static_cast<uint128>(b) << 63), a_field - b_field);
  const uint128 larger = static_cast<uint128>(a) << 63;
  const uint128 sum = a_negative == b_negative ? larger + joined(smaller) : larger - joined(smaller);
  if (sum == 0) return false;
  const int zeros = leading_zeros(split(sum));
  to = {sum << zeros, a_field + 1 - zeros, a_negative};
  return true;
}

inline bool product_of_normals(const extended& x, const extended& y, unrounded& to) {
  const uint128 product = static_cast<uint128>(x.significand) * y.significand;
  const bool carried = product >> 127;
  to = {doubled_unless(carried, product),
        x.exponent_field() + y.exponent_field() - extended::largest + carried, x.negative() != y.negative()};
  return true;
}

inline bool quotient_of_normals(const extended& x, const extended& y, unrounded& to) {
  const bool smaller = x.significand < y.significand;
  to = {joined(quotient_of_significands(x.significand, y.significand)),
        x.exponent_field() - y.exponent_field() + extended::largest - smaller, x.negative() != y.negative()};
  return true;
}

/// @pre positive
inline bool root_of_normal(const extended& x, unrounded& to) {
  const int exponent = x.exponent_field() - extended::largest, odd = exponent & 1;
  to = {joined(root_of_significand(x.significand, odd)), (exponent - odd) / 2 + extended::largest, false};
  return true;
}

inline order order_of_normals(const extended& x, const extended& y) {
  if (x.negative() != y.negative()) return x.negative() ? order::less : order::greater;
  const std::pair a{x.exponent_field(), x.significand}, b{y.exponent_field(), y.significand};
  if (a == b) return order::equal;
  return (a < b) != x.negative() ? order::less : order::greater;
}

/// @return whether it is a normal number; else nothing was told
inline bool round_to_normal(const unrounded& n, int precision, context& c, extended& to) {
  const wide w = split(n.bits);
  const rounded r = round_bits(w.high, w.low, 64 - precision, n.negative, c.mode);
  const int field = n.field + static_cast<int>(r.carried);
  if (field < 1 || field >= extended::special) return false;
  to.significand = r.carried ? integer_bit : r.kept;
  to.sign_exponent = static_cast<std::uint16_t>(n.negative << 15 | field);
  if (!r.exact) c.raised |= inexact;
  c.rounded_up = r.up;
  return true;
}

template <operation which>
bool between_normals(const extended& top, const extended& other, int precision, context& c, extended& to) {
  unrounded n;
  bool done = false;
  switch (which) {
    case operation::add:
      done = sum_of_normals(top, other, false, n);
      break;
    case operation::multiply:
      done = product_of_normals(top, other, n);
      break;
    case operation::subtract:
      done = sum_of_normals(top, other, true, n);
      break;
    case operation::subtract_reversed:
      done = sum_of_normals(other, top, true, n);
      break;
    case operation::divide:
      done = quotient_of_normals(top, other, n);
      break;
    case operation::divide_reversed:
      done = quotient_of_normals(other, top, n);
      break;
  }
  return done && round_to_normal(n, precision, c, to);
}

/// A normal number as one of double or single precision. @return whether it is normal there too
template <typename Format>
bool narrowed(const extended& from, context& c, typename Format::bits& to) {
  const rounded r = round_bits(from.significand, 0, 64 - Format::precision, from.negative(), c.mode);
  const int field = from.exponent_field() - extended::largest + Format::largest + static_cast<int>(r.carried);
  if (field < 1 || field >= Format::special) return false;
  const std::uint64_t fraction = r.carried ? 0 : (r.kept & ~integer_bit) >> Format::shift;
  to = static_cast<typename Format::bits>(static_cast<std::uint64_t>(from.negative()) << (Format::width - 1) |
                                          static_cast<std::uint64_t>(field) << Format::fraction_bits |
                                          fraction);
  if (!r.exact) c.raised |= inexact;
  c.rounded_up = r.up;
  return true;
}

}  // namespace trapline::fpu::x87
