"""usage: links.py REPOSITORY: every link of the Markdown pages that stays in the repository leads somewhere: to a file, and to a
heading of it if one is named."""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
IN_BACKTICKS = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#+ +(.*?) *$", re.MULTILINE)
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")
LEFT_ALONE = {"build", ".git", ".cache"}


def anchors(text):
    """As GitHub and GitLab make them: lower case, no punctuation, dashes for spaces, a number for each further one."""
    found = []
    for heading in HEADING.findall(FENCED.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        repeated = sum(1 for a in found if re.fullmatch(re.escape(anchor) + r"(-\d+)?", a))
        found.append(f"{anchor}-{repeated}" if repeated else anchor)
    return set(found)


def pages(root):
    for path in sorted(root.rglob("*.md")):
        if not any(part in LEFT_ALONE or part.startswith("build-") for part in path.relative_to(root).parts):
            yield path


def problems(root):
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        for link in LINK.finditer(IN_BACKTICKS.sub("", FENCED.sub("", text))):
            target = link[1] or link[2]
            if ELSEWHERE.match(target):
                continue
            name, _, anchor = unquote(target).partition("#")
            file = page if not name else (page.parent / name).resolve()
            if not file.exists():
                yield f"{page.relative_to(root)}: there is no {name}"
            elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
                yield f"{page.relative_to(root)}: {name or 'the page itself'} has no heading #{anchor}"


if __name__ == "__main__":
    found = list(problems(Path(sys.argv[1]).resolve()))
    print("\n".join(found) or "nothing wrong")
    sys.exit(1 if found else 0)
