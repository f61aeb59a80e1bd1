#include "platform/images/image_manifest.h"

#include <algorithm>

#include "sim/configuration/quantity.h"
#include "sim/configuration/toml_reader.h"

namespace trapline {

image_manifest load_manifest(const std::filesystem::path& path) {
  constexpr std::uint64_t most = std::uint64_t{1} << 28;
  const toml::table parsed = parse_toml_file(path);
  const table_reader file{parsed, path.string()};
  file.only({"name", "version", "interface", "library", "size", "sha256", "footprint", "ports", "memory",
             "interrupts"});
  image_manifest m;
  m.name = file.text("name");
  const auto is_part_of_a_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (m.name.empty() || !std::ranges::all_of(m.name, is_part_of_a_name))
    file.fail("name", "is \"" + m.name + "\"", "lower-case letters, digits and underscores are needed");
  m.version = file.text("version");
  m.interface_version = file.integer("interface", 0, ~std::uint32_t{0});
  const std::string library = file.text("library");
  if (library.empty() || library.find('/') != std::string::npos)
    file.fail("library", "is \"" + library + "\"", "the name of a file beside the manifest is needed");
  m.library = path.parent_path() / library;
  m.size = file.integer("size", 1, most);
  m.sha256 = file.text("sha256");
  m.footprint = m.size;
  if (const auto footprint = file.text_if("footprint")) {
    const auto bytes = parse_size(*footprint);
    if (!bytes || *bytes == 0 || *bytes > most)
      file.fail("footprint", "is \"" + *footprint + "\"",
                "a size such as \"16 KiB\", up to 256 MiB, is needed");
    m.footprint = *bytes;
  }
  m.ports = file.texts_if("ports");
  m.memory = file.texts_if("memory");
  m.interrupts = file.texts_if("interrupts");
  return m;
}

}  // namespace trapline
