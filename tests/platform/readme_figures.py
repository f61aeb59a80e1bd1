"""usage: readme_figures.py TRAPLINE FILE...: holds what a page says that the program prints.

Every fenced block that begins with "$ trapline ..." is run; the lines below it must stand in the output, in that order:
"..." alone stands for any lines, at a line's end for any rest of it. And a figure with a thousands separator or an "N.N x"
that stands elsewhere on the page must stand in one of these blocks, so that no figure goes stale without a test failing.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```\w*\n\$ trapline (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
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
    """Figures outside of the blocks that no block has."""
    held = {figure for block in BLOCK.finditer(page) for figure in FIGURE.findall(block.group(0))}
    return sorted(set(FIGURE.findall(BLOCK.sub("", page))) - held)


def problems(program, page):
    for arguments, expected in BLOCK.findall(page):
        done = subprocess.run([program, *shlex.split(arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in missing_lines(expected.splitlines(), done.stdout):
            yield f"trapline {arguments}: does not print: {line}\n  it prints:\n" + done.stdout[-3000:]
    for figure in unheld_figures(page):
        yield f"the figure {figure} stands in no block with the command that prints it"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    found = [f"{path}: {text}" for path in sys.argv[2:] for text in problems(sys.argv[1], Path(path).read_text(encoding="utf-8"))]
    print("\n".join(found) or "nothing wrong")
    sys.exit(1 if found else 0)
