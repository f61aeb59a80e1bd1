#include "platform/command_line/result_files.h"

#include <iostream>

#include "platform/output_error.h"

namespace trapline {

bool could_write(const std::function<void()>& write) {
  try {
    write();
    return true;
  } catch (const output_error& e) {
    std::cerr << "trapline: " << e.what() << "\n";
    return false;
  }
}

void result_files::add(const std::string& option, const std::optional<std::string>& path,
                       std::function<std::string()> content) {
  if (!path) return;
  files_.push_back({std::make_unique<output_file>(option, all_.take(option, *path)), std::move(content)});
}

bool result_files::finish(const std::function<std::string()>& report) {
  bool all = true;
  for (const one& f : files_) all = could_write([&] { f.file->finish(f.content()); }) && all;
  if (!all_.standard_output_taken()) std::cout << report() << std::flush;
  return all;
}

}  // namespace trapline
