#include "platform/command_line/result_files.h"

#include <iostream>

#include "platform/files/output_error.h"

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
  add_in_parts(option, path, [content = std::move(content)](const writer& write) { write(content()); });
}

void result_files::add_in_parts(const std::string& option, const std::optional<std::string>& path,
                                std::function<void(const writer&)> write) {
  if (!path) return;
  files_.push_back({std::make_unique<output_file>(option, all_.take(option, *path)), std::move(write)});
}

bool result_files::finish(const std::function<std::string()>& report) {
  bool all = true;
  for (const one& f : files_)
    all = could_write([&] {
            f.write([&](const std::string& part) { f.file->write(part); });
            f.file->finish();
          }) &&
          all;
  if (!all_.standard_output_taken()) std::cout << report() << std::flush;
  return all;
}

}  // namespace trapline
