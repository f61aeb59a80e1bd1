"""What docs/extending.md counts: the files that know the words of a row are those that it names, as many as it says, and no others.

A profile that has another one to fall back on may know a step, and need not: it is not counted."""

import re

from tree import sources_under

PAGE = "docs/extending.md"
FOLDERS = ["sim", "models", "platform", "tests/devices"]
ENDINGS = (".h", ".cpp", ".txt", ".toml", ".in")
ROW = re.compile(r"^\| ([^|]+?) \| (\d+)(?:: ([^|]+?))? \| (\d+)(?:: ([^|]+?))? \| ([^|]+?) \|$", re.MULTILINE)
FALLS_BACK = re.compile(r"^(based_on|estimates_from) *=", re.MULTILINE)
IN_BACKTICKS = re.compile(r"`([^`]+)`")


def rows(page):
    """What, the new files with their number, the edited ones with theirs, the words."""
    for what, new, new_files, edited, edited_files, words in ROW.findall(page):
        yield (what, (int(new), IN_BACKTICKS.findall(new_files)), (int(edited), IN_BACKTICKS.findall(edited_files)),
               IN_BACKTICKS.findall(words))


def own_folder(path, words):
    """A monitor's own folder is not counted."""
    return any(word.endswith("::") and path.startswith(f"models/{word[:-2]}/") for word in words)


def falls_back(path, text):
    return path.endswith(".toml") and FALLS_BACK.search(text)


def problems(root):
    texts = {path: (root / path).read_text(encoding="utf-8") for path in sources_under(root, FOLDERS, ENDINGS)}
    texts = {path: text for path, text in texts.items() if not falls_back(path, text)}
    found = []
    all_rows = list(rows((root / PAGE).read_text(encoding="utf-8")))
    if not all_rows:
        return [f"{PAGE} has no rows"]
    for what, *counted, words in all_rows:
        for number, files in counted:
            if number != len(files):
                found.append(f"{PAGE}, {what}: says {number}, names {len(files)}")
        named = {file for _, files in counted for file in files}
        knowing = {path for path, text in texts.items() if any(word in text for word in words) and not own_folder(path, words)}
        found += [f"{PAGE}, {what}: {path} knows {' or '.join(words)} too" for path in sorted(knowing - named)]
        found += [f"{PAGE}, {what}: {path} knows nothing of {' or '.join(words)}" for path in sorted(named - knowing)]
    return found
