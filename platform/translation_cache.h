/// Translated code that runs leave to the runs after them: in the folder "translations" of the cache
/// (TRAPLINE_CACHE, else XDG_CACHE_HOME/trapline, else ~/.cache/trapline). It decides how long a run takes on the
/// host and nothing else.
#pragma once

namespace trapline {

/// The variable that switches it off, and what `--no-translation-cache` sets for this process and its children.
inline constexpr const char* no_translation_cache_variable = "TRAPLINE_NO_TRANSLATION_CACHE";

/// Before a run's first core: reads what is there, unless it is switched off or there is no folder for it.
void open_translation_cache();
/// Behind a run that ended as it should: adds what is new. One that cannot be written is no error.
void save_translation_cache();

}  // namespace trapline
