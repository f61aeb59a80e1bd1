"""usage: page.py TRAPLINE REPOSITORY PAGE...: works a page of the documentation through as its reader would.

In an empty folder with links to the repository's own, from the first line to the last:

- a block below a line such as "`mine/slow.toml`:" is a file of that name;
- a block of the language sh is typed into a shell, which must not fail;
- a block that begins with "$ trapline ..." is run; the lines below it must stand in the output, in that order:
  "..." alone stands for any lines, at a line's end for any rest of it.

And a figure with a thousands separator or an "N.N x" that stands elsewhere on the page must stand in one of these blocks,
so that no figure goes stale without a test failing. A page that has none of this has nothing wrong.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

PIECE = re.compile(r"^(?:`(?P<file>[\w./-]+)`:\n\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"\$ trapline (.*?)\n(.*)", re.DOTALL)
FIGURE = re.compile(r"(?<![\w,.])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w,.])\d+\.\d+ ?x(?!\w)")


def missing_lines(expected, output):
    """The expected lines that the output does not have in this order."""
    lines, at, missing = [line.rstrip() for line in output.splitlines()], 0, []
    for wanted in expected:
        if wanted.strip() in ("", "..."):
            continue
        def fits(line):
            return line.startswith(wanted[:-3]) if wanted.endswith("...") else line == wanted.rstrip()
        found = next((i for i in range(at, len(lines)) if fits(lines[i])), None)
        if found is None:
            missing.append(wanted)
        else:
            at = found + 1
    return missing


def unheld_figures(page):
    """Figures outside of the blocks with a command that no such block has."""
    blocks = [m.group(0) for m in PIECE.finditer(page) if SHOWN.match(m["text"])]
    held = {figure for block in blocks for figure in FIGURE.findall(block)}
    return sorted(set(FIGURE.findall(PIECE.sub("", page))) - held)


class Desk:
    """The folder that the reader works in."""

    def __init__(self, folder, repository, program):
        self.folder, self.program = Path(folder), program
        for entry in Path(repository).iterdir():
            if entry.name not in ("build", ".git"):
                (self.folder / entry.name).symlink_to(entry)
        home = self.folder / "home"
        home.mkdir()
        cache = os.environ.get("TRAPLINE_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trapline"
        self.environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "TRAPLINE_CACHE": str(cache),
                            "PATH": f"{Path(program).parent}:{os.environ['PATH']}"}

    def run(self, words):
        return subprocess.run(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")

    def put(self, name, text):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def shell(self, text):
        done = self.run(["bash", "-euo", "pipefail", "-c", text])
        if done.returncode != 0:
            yield f"{text}ends with {done.returncode}:\n{done.stdout[-3000:]}"

    def show(self, arguments, expected):
        done = self.run([self.program, *shlex.split(arguments)])
        for line in missing_lines(expected.splitlines(), done.stdout):
            yield f"trapline {arguments}: does not print: {line}\n  it prints:\n" + done.stdout[-3000:]

    def work_through(self, page):
        for piece in PIECE.finditer(page):
            shown = SHOWN.match(piece["text"])
            if piece["file"]:
                self.put(piece["file"], piece["text"])
            elif piece["language"] == "sh":
                yield from self.shell(piece["text"])
            elif shown:
                yield from self.show(*shown.groups())


def problems(program, repository, page):
    with tempfile.TemporaryDirectory(prefix="trapline-page-") as folder:
        yield from Desk(folder, repository, program).work_through(page)
    for figure in unheld_figures(page):
        yield f"the figure {figure} stands in no block with the command that prints it"


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    found = [f"{path}: {text}" for path in sys.argv[3:]
             for text in problems(sys.argv[1], sys.argv[2], Path(path).read_text(encoding="utf-8"))]
    print("\n".join(found) or "nothing wrong")
    sys.exit(1 if found else 0)
