#pragma once

namespace trapline::engine::self_test_state {

/// The cores that the self test makes are not themselves tested first.
extern thread_local bool running;

}  // namespace trapline::engine::self_test_state
