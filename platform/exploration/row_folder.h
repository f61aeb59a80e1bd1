/// Rows on their way from other processes and machines to who collects them: a file a point, whole or not there.
#pragma once

#include <filesystem>
#include <functional>

#include "platform/exploration/point_row.h"

namespace trapline::exploration {

class row_folder {
 public:
  /// Of a sweep's folder; made if it is not there.
  explicit row_folder(const std::filesystem::path& sweep_folder);

  bool holds(const std::string& id) const;
  /// @throws output_error
  void leave(const point_row&) const;
  /// Hands each over and takes it away then. @return how many there were.
  std::size_t collect(const std::function<void(const point_row&)>& keep) const;

 private:
  std::filesystem::path file_of(const std::string& id) const { return folder_ / (id + ".json"); }

  std::filesystem::path folder_;
};

}  // namespace trapline::exploration
