#include "platform/exploration/point_identity.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "platform/exploration/result_schema.h"
#include "sim/sha256.h"

namespace trapline::exploration {
namespace {

/// Fields with their lengths, so that no two lists of fields are one text.
class fields {
 public:
  fields& add(std::string_view text) {
    all_ += std::to_string(text.size()) + ":" + std::string{text};
    return *this;
  }
  std::string hash() const { return sha256(all_); }

 private:
  std::string all_;
};

std::string text_of(const setting_value& value) {
  std::ostringstream text;
  text.precision(17);
  std::visit([&](const auto& v) { text << v; }, value);
  return text.str();
}

std::string content_hash(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw std::runtime_error{path.string() + " cannot be read"};
  std::ostringstream content;
  content << in.rdbuf();
  return sha256(content.view());
}

/// Of a program's notes the linker's hash of the program, NT_GNU_BUILD_ID (System V ABI, "Note Section"); empty if there is none.
std::string build_id_in(const std::byte* notes, std::size_t bytes) {
  constexpr auto padded = [](std::size_t n) { return (n + 3) / 4 * 4; };
  for (std::size_t at = 0; at + sizeof(ElfW(Nhdr)) <= bytes;) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes + at, sizeof note);
    const std::size_t name = at + sizeof note, content = name + padded(note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(notes + name, "GNU", 4) == 0)
      return {reinterpret_cast<const char*>(notes + content), note.n_descsz};
    at = content + padded(note.n_descsz);
  }
  return {};
}

/// What tells this program from others; its file is read only if the linker left no hash of it.
std::string program_identity() {
  std::string id;
  const auto look = [](dl_phdr_info* info, std::size_t, void* found) {
    for (unsigned i = 0; i < info->dlpi_phnum; ++i) {
      const auto& segment = info->dlpi_phdr[i];
      if (segment.p_type != PT_NOTE) continue;
      const auto* const notes = reinterpret_cast<const std::byte*>(info->dlpi_addr + segment.p_vaddr);
      if (std::string in = build_id_in(notes, segment.p_memsz); !in.empty())
        *static_cast<std::string*>(found) = std::move(in);
    }
    return 1;  // the program itself comes first
  };
  dl_iterate_phdr(look, &id);
  return id.empty() ? content_hash("/proc/self/exe") : sha256(id);
}

}  // namespace

point_identities::point_identities() : program_{program_identity()} {}

const std::string& point_identities::hash_of(const std::filesystem::path& path) {
  const auto [at, is_new] = hashes_.try_emplace(path);
  if (is_new) at->second = content_hash(path);
  return at->second;
}

std::string point_identities::of(const loaded_scenario& loaded) {
  fields all;
  all.add(result_schema).add(program_);
  for (const auto& [key, value] : loaded.what.resolved) all.add(key).add(text_of(value));
  for (const input_file& input : loaded.inputs)
    // Placements that were not chosen change nothing; those chosen stand in the configuration.
    if (!input.what.starts_with("the placement ")) all.add(input.what).add(hash_of(input.path));
  return all.hash();
}

std::string point_identities::of_forked(const std::string& beginning, const std::string& from,
                                        const loaded_scenario& point) {
  return fields{}.add("forked").add(beginning).add(from).add(of(point)).hash();
}

std::string point_identities::of_refused(const std::string& scenario,
                                         std::span<const std::pair<std::string, std::string>> settings,
                                         std::uint64_t seed) const {
  fields all;
  all.add(result_schema).add(program_).add("refused").add(scenario).add(std::to_string(seed));
  for (const auto& [key, value] : settings) all.add(key).add(value);
  return all.hash();
}

}  // namespace trapline::exploration
