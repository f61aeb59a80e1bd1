#include "models/costs/standing.h"

#include "sim/configuration/toml_reader.h"

namespace trapline {

standing read_tag(const table_reader& in) {
  const std::string letter = in.text("tag");
  for (const standing s : {standing::published, standing::derived, standing::estimate, standing::from_memory})
    if (letter.size() == 1 && letter[0] == static_cast<char>(s)) return s;
  in.fail("tag", "is \"" + letter + "\"",
          "\"P\" (published), \"D\" (derived), \"E\" (estimate) or \"M\" (from memory) is needed");
}

std::string read_source(const table_reader& in) {
  std::string source = in.text("source");
  if (source.empty()) in.fail("source", "is empty", "say where the figure comes from");
  return source;
}

}  // namespace trapline
