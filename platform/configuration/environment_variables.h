/// Every variable of the environment that the program looks at: what `trapline list variables` prints. A test holds the table to the code.
#pragma once

#include <array>
#include <string_view>

namespace trapline {

struct environment_variable {
  std::string_view name, values, description;
};

inline constexpr std::array environment_variables{
    environment_variable{"TRAPLINE_DATA", "folders, with colons between them",
                         "a user's own guests/, scenarios/, placements/, profiles/ and devices/, beside the "
                         "shipped ones; a name that is "
                         "there twice is an error"},
    environment_variable{"TRAPLINE_SET_KEY", "a value",
                         "sets KEY as --set does, dots written as two underscores: TRAPLINE_SET_vm__memory "
                         "for vm.memory; --set goes before it"},
    environment_variable{"TRAPLINE_CACHE", "a folder",
                         "where guests that were fetched and translated code are kept; "
                         "XDG_CACHE_HOME/trapline or ~/.cache/trapline without it"},
    environment_variable{"TRAPLINE_NO_TRANSLATION_CACHE", "anything", "as --no-translation-cache"},
    environment_variable{"TRAPLINE_NO_WAIT_SKIPPING", "anything", "as --no-wait-skipping"},
    environment_variable{"TRAPLINE_ORDER", "checked | lockstep",
                         "checked: what comes too late for a processor is a fault; lockstep: processors go "
                         "on in turns, the rule that "
                         "the others are measured by (slow)"},
    environment_variable{"XDG_CACHE_HOME", "a folder", "the user's caches; ~/.cache without it"},
    environment_variable{"HOME", "a folder", "the user's home, for ~/.cache"}};

}  // namespace trapline
