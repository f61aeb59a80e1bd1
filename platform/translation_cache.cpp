#include "platform/translation_cache.h"

#include <cstdlib>

#include "models/processor/engine/store/translation_store.h"
#include "platform/configuration/data_files.h"

namespace trapline {

void open_translation_cache() {
  const char* const off = std::getenv(no_translation_cache_variable);
  if (off != nullptr && *off != '\0') return;
  auto& store = engine::translation_store::of_process();
  if (const auto folder = cache_folder())
    store.switch_on((*folder / "translations").string());
  else
    store.switch_on();
}

void save_translation_cache() { engine::translation_store::of_process().save(); }

}  // namespace trapline
