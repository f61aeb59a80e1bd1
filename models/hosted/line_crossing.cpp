#include "models/hosted/line_crossing.h"

namespace trapline::hosted {

void line_crossing::set_level(bool high, instant at) {
  host_.tell(how_, to_, high, at);
}

}  // namespace trapline::hosted
