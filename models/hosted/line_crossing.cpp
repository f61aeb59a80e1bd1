#include "models/hosted/line_crossing.h"

namespace trapline::hosted {

void line_crossing::set_level(bool high, instant at) {
  if (high) host_.owe(how_);
  to_.set_level(high, at);
}

}  // namespace trapline::hosted
