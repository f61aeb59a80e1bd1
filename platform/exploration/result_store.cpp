#include "platform/exploration/result_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/exploration/result_schema.h"
#include "platform/files/output_error.h"
#include "sim/configuration/config_error.h"

namespace trapline::exploration {

/// A prepared statement, gone with its scope.
class result_store::statement {
 public:
  statement(const result_store& of, const char* sql) : of_{of} {
    if (sqlite3_prepare_v2(of.database_, sql, -1, &it_, nullptr) != SQLITE_OK) of.fail("is asked");
  }
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;
  ~statement() { sqlite3_finalize(it_); }

  /// The one parameter.
  statement& bind(const std::string& text) {
    sqlite3_bind_text(it_, 1, text.c_str(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  /// @return whether there is a row.
  bool step() {
    const int code = sqlite3_step(it_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) of_.fail("is written");
    return code == SQLITE_ROW;
  }
  std::string text(int column) const {
    const auto* at = reinterpret_cast<const char*>(sqlite3_column_text(it_, column));
    return at == nullptr ? "" : at;
  }

 private:
  const result_store& of_;
  sqlite3_stmt* it_ = nullptr;
};

void result_store::fail(const std::string& doing) const {
  throw output_error{file_.string() + ": when it " + doing + ": " + sqlite3_errmsg(database_)};
}

void result_store::execute(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("is set up");
}

result_store::result_store(const std::filesystem::path& folder) : file_{folder / "results.sqlite"} {
  const auto wrong = [&](const std::string& what, const std::string& right) {
    if (lock_ >= 0) ::close(lock_);
    sqlite3_close(database_);
    throw config_error{{"command line"}, "--into", "\"" + folder.string() + "\" " + what, right};
  };
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  lock_ = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0)
    wrong(std::string{"cannot be used: "} + std::strerror(errno), "name a folder that you may write to");
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0)
    wrong("is in use by another sweep", "wait for it, or name another folder");
  if (sqlite3_open(file_.c_str(), &database_) != SQLITE_OK) wrong("holds no results", "name another folder");
  try {
    // With a log beside it a row is one write, and what was written when the process is killed is there.
    execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT);"
        "CREATE TABLE IF NOT EXISTS points (id TEXT PRIMARY KEY, settings TEXT, seed INTEGER, done INTEGER,"
        " reason TEXT, code INTEGER, metrics TEXT, wall_s REAL) WITHOUT ROWID;");
    statement{*this, "INSERT OR IGNORE INTO about VALUES ('schema', ?)"}.bind(result_schema).step();
    statement schema{*this, "SELECT value FROM about WHERE key = 'schema'"};
    if (schema.step() && schema.text(0) == result_schema) return;
  } catch (const output_error&) {
  }
  wrong("holds results of another kind", "name another folder");
}

result_store::~result_store() {
  sqlite3_close(database_);
  ::close(lock_);
}

std::optional<point_row> result_store::find(const std::string& id) const {
  statement row{*this,
                "SELECT json_object('id', id, 'settings', json(settings), 'seed', seed, 'done',"
                " json(iif(done, 'true', 'false')), 'reason', reason, 'code', code, 'metrics', json(metrics),"
                " 'wall_s', wall_s) FROM points WHERE id = ?"};
  if (!row.bind(id).step()) return std::nullopt;
  return row_from(row.text(0));
}

void result_store::keep(const point_row& row) {
  statement{*this,
            "INSERT OR REPLACE INTO points SELECT json ->> 'id', json -> 'settings', json ->> 'seed',"
            " json ->> 'done', json ->> 'reason', json ->> 'code', json -> 'metrics', json ->> 'wall_s'"
            " FROM (SELECT ? AS json)"}
      .bind(to_line(row))
      .step();
}

void result_store::finish() { execute("PRAGMA wal_checkpoint(TRUNCATE)"); }

}  // namespace trapline::exploration
