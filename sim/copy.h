/// A few bytes, for which a call of the library takes longer than the copy: by sizes that the compiler knows.
#pragma once

#include <cstddef>
#include <cstring>

namespace trapline {

inline void copy_few(void* to, const void* from, std::size_t bytes) {
  switch (bytes) {
    case 1:
      std::memcpy(to, from, 1);
      break;
    case 2:
      std::memcpy(to, from, 2);
      break;
    case 4:
      std::memcpy(to, from, 4);
      break;
    case 8:
      std::memcpy(to, from, 8);
      break;
    default:
      std::memcpy(to, from, bytes);
  }
}

}  // namespace trapline
