/// A real browser without a window, network or user: Debian's chromium-headless-shell.
#pragma once

#include <string>

#include "tests/support/trapline_program.h"

namespace trapline::testing {

/// What the page at `path` has become once its scripts have run (`out`), and what it wrote on the browser's
/// console (`err`, among other things). The browser finds no host by any name.
inline captured browse(const std::string& path, const std::string& profile) {
  return in_process([&] {
    return become_program(
        "/usr/bin/chromium-headless-shell",
        {"--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + profile,
         "--virtual-time-budget=5000", "--dump-dom", "file://" + path});
  });
}

}  // namespace trapline::testing
