#include "platform/pages/base64.h"

#include <sodium.h>

namespace trapline::pages {

std::string base64_of(const std::string& bytes) {
  constexpr int padded = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), padded), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), padded);
  text.pop_back();  // its end mark
  return text;
}

}  // namespace trapline::pages
