/// How far a figure of a profile can be trusted.
#pragma once

#include <string>

namespace trapline {

class table_reader;

/// The letter is what profiles and reports write.
enum class standing : char { published = 'P', derived = 'D', estimate = 'E', from_memory = 'M' };

/// The keys `tag` and `source` that every figure has. @throws config_error
standing read_tag(const table_reader&);
std::string read_source(const table_reader&);

}  // namespace trapline
