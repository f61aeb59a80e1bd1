#include "platform/command_line/output_files.h"

#include <unistd.h>

#include <algorithm>

#include "sim/configuration/config_error.h"

namespace trapline {
namespace {

constexpr const char* report = "the report on standard output";
constexpr const char* messages = "the messages on standard error";

[[noreturn]] void refuse(const std::string& option, const std::string& path, const std::string& wrong) {
  throw config_error{{"command line"}, option, "\"" + path + "\" " + wrong, "name another file"};
}

}  // namespace

output_files::output_files(std::span<const input_file> inputs) {
  for (const input_file& one : inputs) read_from(one);
  read_from({"the program", "/proc/self/exe", false});
  for (const auto& [descriptor, what] : {std::pair{STDOUT_FILENO, report}, {STDERR_FILENO, messages}}) {
    const auto id = file_identity::of_descriptor(descriptor);
    if (!id) continue;
    const use* other = claim({*id}, {what, true});
    if (other != nullptr && !other->written)
      throw config_error{{"command line"}, "standard output", "is " + other->what, "send it elsewhere"};
  }
}

const output_files::use* output_files::claim(const std::vector<file_identity>& file, const use& wanted) {
  for (const file_identity& id : file)
    if (const auto at = uses_.find(id); at != uses_.end()) return &at->second;
  for (const file_identity& id : file) uses_.emplace(id, wanted);
  return nullptr;
}

void output_files::read_from(const input_file& input) {
  const use* other = claim(file_identity::of(input.path), {input.what, input.written});
  if (other == nullptr || !(input.written || other->written)) return;
  throw config_error{
      {},
      input.what,
      "\"" + input.path.string() + "\" is also " + other->what + ", and a guest may write to it",
      "give each its own, or use an image copy_on_write"};
}

std::string output_files::take(const std::string& option, const std::string& path) {
  const std::vector<file_identity> file = file_identity::of(path);
  const auto standard = file_identity::of_descriptor(STDOUT_FILENO);
  // By a name that stands for what is open there; not so a file's own name, where the shell sent it.
  const bool alias = standard && (path.starts_with("/dev/") || path.starts_with("/proc/")) &&
                     std::ranges::find(file, *standard) != file.end();
  if (path == "-" || alias) {
    if (standard_output_taken_) refuse(option, path, "is standard output, as another output is");
    standard_output_taken_ = true;
    return "-";
  }
  if (const use* other = claim(file, {option, true}))
    refuse(option, path,
           other->written ? "is an output already: " + other->what
                          : "is " + other->what + ", which would be lost");
  return path;
}

}  // namespace trapline
