#include <catch2/catch.hpp>

#include <array>

#include "platform/recordings/processor_shares.h"

using namespace trapline;
using json = nlohmann::ordered_json;

namespace {

/// [guest, monitor, service OS, idle] of all stretches together.
json sum_of(const json& stretches) {
  std::array<std::uint64_t, 4> all{};
  for (const json& one : stretches)
    for (std::size_t n = 0; n < all.size(); ++n) all[n] += one[n].get<std::uint64_t>();
  return all;
}

}  // namespace

TEST_CASE("processor shares: what was told, each cycle in its stretch, and the guest has the rest") {
  processor_shares s;
  s.processor_spent({0, account::monitor, cycles{1000}, cycles{1100}});
  s.processor_spent({0, account::service_os, cycles{2048}, cycles{2058}});
  CHECK(s.report({2100}) == json::parse("[[[1000, 24, 0, 0], [948, 76, 0, 0], [42, 0, 10, 0]]]"));
}

TEST_CASE(
    "processor shares: a run of any length has some hundred stretches, of the same length on all "
    "processors") {
  processor_shares s;
  for (std::uint64_t at = 0; at < 50'000'000; at += 1000)
    s.processor_spent({at / 1000 % 2, account::idle, cycles{at}, cycles{at + 300}});
  const json all = s.report({50'000'000, 50'000'000});
  for (const json& stretches : all) {
    CHECK(stretches.size() > 64);
    CHECK(stretches.size() <= 128);
    CHECK(sum_of(stretches) == json{50'000'000 - 25'000 * 300, 0, 0, 25'000 * 300});
  }
  const auto length_of = [](const json& stretch) {
    return stretch[0].get<std::uint64_t>() + stretch[3].get<std::uint64_t>();
  };
  CHECK(length_of(all[0][0]) == length_of(all[1][0]));
}

TEST_CASE("processor shares: a run that ends with guest code that nobody was told of is whole all the same") {
  processor_shares s;
  s.processor_spent({0, account::monitor, cycles{10}, cycles{20}});
  const json all = s.report({1'000'000'000, 5});
  CHECK(sum_of(all[0]) == json{999'999'990, 10, 0, 0});
  CHECK(sum_of(all[1]) == json{5, 0, 0, 0});
}
