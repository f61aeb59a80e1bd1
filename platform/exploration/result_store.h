/// A sweep's results on disk: FOLDER/results.sqlite, written by one process, whole at every instant.
///
/// Table `points`, a row a point:
///   id       text, primary key: its identity (point_identity.h)
///   settings text: JSON, [[key, value], ...] in the order of the sweep's file
///   seed     integer
///   done     integer: 1 it ran, 0 it failed
///   reason   text: how it ended, or why it failed
///   code     integer: as of `trapline run`
///   metrics  text: JSON, [[name, value], ...] (point_metrics.h)
///   wall_s   real: the host's time
/// Table `about`: key, value; `schema` is "trapline.sweep/2".
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "platform/exploration/point_row.h"

struct sqlite3;

namespace trapline::exploration {

class result_store {
 public:
  /// Makes folder and file if they are not there. @throws config_error if the folder cannot be used, is in use by
  /// another sweep, or holds something else.
  explicit result_store(const std::filesystem::path& folder);
  result_store(const result_store&) = delete;
  result_store& operator=(const result_store&) = delete;
  ~result_store();

  /// The point's row, if it has one.
  std::optional<point_row> find(const std::string& id) const;
  /// Keeps it; when this returns, it is there whatever ends the process. A row that is there already is replaced.
  void keep(const point_row&);
  /// The file is on disk whatever ends the machine. @throws output_error
  void finish();

 private:
  class statement;

  [[noreturn]] void fail(const std::string& doing) const;
  void execute(const char* sql);

  std::filesystem::path file_;
  int lock_ = -1;
  sqlite3* database_ = nullptr;
};

}  // namespace trapline::exploration
