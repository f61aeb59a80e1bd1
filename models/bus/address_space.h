/// A PC's two address spaces.
#pragma once

#include <cstdint>

namespace trapline::bus {

enum class address_space : std::uint8_t { memory, io };

}  // namespace trapline::bus
