/// Loops in which a guest only waits for something from outside are counted instead of executed, where that
/// makes no difference (models/processor/engine/wait_watch.h). It decides how long a run takes on the host and
/// nothing else.
#pragma once

namespace trapline {

/// The variable that switches it off, and what `--no-wait-skipping` sets for this process and its children.
inline constexpr const char* no_wait_skipping_variable = "TRAPLINE_NO_WAIT_SKIPPING";

/// Before a run's first core.
void choose_wait_skipping();

}  // namespace trapline
