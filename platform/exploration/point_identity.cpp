#include "platform/exploration/point_identity.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

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

}  // namespace

point_identities::point_identities() : program_{content_hash("/proc/self/exe")} {}

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
    // Placements that were looked at and not chosen change nothing; those chosen stand in the configuration.
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
